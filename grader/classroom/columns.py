"""Columns: the names of a roster's columns, in the languages in which teachers use their systems.

Names are in lower case and without signs. Of several for one thing the first that is filled counts. Moodle's grading
worksheets in English, German, Spanish and French, and its English gradebook, were tried as Moodle wrote them; the other
languages were not.
"""

COLUMNS = {
    "id": (
        *("id", "student id", "studentid", "student number", "id number", "number", "matriculation number"),
        *("id nummer", "matrikelnummer", "número de id", "numéro d identification", "numero id"),
        *("numero identificativo", "número de identificação", "id nummer", "numer id", "идентификационный номер"),
    ),
    "sis": ("sis user id", "sis id"),
    "login": (
        *("username", "user name", "login", "login id", "sis login id", "user", "user id", "userid", "netid"),
        *("anmeldename", "benutzername", "nombre de usuario", "nom d utilisateur", "nome utente", "nome de usuário"),
        *("nome de utilizador", "gebruikersnaam", "nazwa użytkownika", "логин", "användarnamn", "brukernavn"),
    ),
    "email": (
        *("email", "e mail", "email address", "e mail address", "mail", "e mail adresse", "dirección de correo"),
        *("adresse de courriel", "indirizzo email", "endereço de email", "e mailadres", "adres e mail"),
        *("адрес электронной почты", "e postadress", "e postadresse"),
    ),
    "participant": ("identifier", "identificador", "identifiant", "identificatore"),
    "name": (
        *("name", "full name", "fullname", "student", "student name", "display name", "vollständiger name"),
        *("nombre completo", "nom complet", "nome completo", "volledige naam", "pełna nazwa", "полное имя"),
        *("fullständigt namn", "fullt navn"),
    ),
    "first": (
        *("first name", "firstname", "given name", "given names", "forename", "vorname", "nombre", "prénom", "nome"),
        *("voornaam", "imię", "имя", "förnamn", "fornavn"),
    ),
    "last": (
        *("last name", "lastname", "surname", "family name", "nachname", "apellido s", "apellidos", "nom", "cognome"),
        *("sobrenome", "apelido", "achternaam", "nazwisko", "фамилия", "efternamn", "etternavn"),
    ),
    "status": ("status", "estado", "statut", "stato", "состояние"),
    "group": ("group", "gruppe", "grupo", "groupe", "gruppo", "groep", "grupa", "группа", "grupp"),
    "maximum": (
        *("maximum grade", "bestwertung", "calificación máxima", "note maximale", "valutazione massima", "nota máxima"),
        *("maximale cijfer", "maximum cijfer", "maksymalna ocena", "максимальная оценка"),
    ),
    "modified": (
        *("last modified submission", "zuletzt geändert abgabe", "última modificación entrega"),
        *("dernière modification travail remis", "ultima modifica consegna", "última modificação envio"),
    ),
}
# What Moodle's first column is called; its cells are a word and a number.
IDENTIFIERS = frozenset({"id", "identificatie", "identyfikator", "идентификатор", *COLUMNS["participant"]})
