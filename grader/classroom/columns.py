"""Columns: the names of a roster's columns, in the languages in which teachers use their systems.

Names are in lower case and without signs. Of several for one thing the first that is filled counts. Moodle's grading
worksheets in English, German, Spanish and French, and its English gradebook, were tried as Moodle wrote them; of
Italian, Portuguese, Dutch, Polish, Swedish, Turkish, Russian, Czech, Catalan, Galician, Japanese and Chinese only the
words are known, most of them from Moodle's language packs.
"""

COLUMNS = {
    "id": (
        *("id", "student id", "studentid", "student number", "id number", "number", "matriculation number"),
        "orgdefinedid",
        *("id nummer", "matrikelnummer", "número de id", "numéro d identification", "numero id"),
        *("numero identificativo", "número de identificação", "id nummer", "numer id", "идентификационный номер"),
    ),
    "sis": ("sis user id", "sis id"),
    "login": (
        *("username", "user name", "login", "login id", "sis login id", "user", "user id", "userid", "netid"),
        "github username",
        *("anmeldename", "benutzername", "nombre de usuario", "nom d utilisateur", "nome utente", "nome de usuário"),
        *("nome de utilizador", "gebruikersnaam", "nazwa użytkownika", "логин", "användarnamn", "brukernavn"),
        *("kullanıcı adı", "uživatelské jméno", "nom d usuari", "ユーザ名", "ユーザー名", "用户名"),
    ),
    "email": (
        *("email", "e mail", "email address", "e mail address", "mail", "e mail adresse", "dirección de correo"),
        *("adresse de courriel", "indirizzo email", "endereço de email", "e mailadres", "adres e mail"),
        *("адрес электронной почты", "e postadress", "e postadresse"),
        *("e posta adresi", "e mailová adresa", "adreça electrònica", "メールアドレス", "电子邮件地址", "邮箱地址"),
    ),
    "participant": ("identifier", "identificador", "identifiant", "identificatore"),
    "name": (
        *("name", "full name", "fullname", "student", "student name", "display name", "vollständiger name"),
        *("nombre completo", "nom complet", "nome completo", "volledige naam", "pełna nazwa", "полное имя"),
        *("fullständigt namn", "fullt navn", "tam adı", "ad soyad", "celé jméno", "氏名", "フルネーム", "全名"),
    ),
    "first": (
        *("first name", "firstname", "given name", "given names", "forename", "vorname", "nombre", "prénom", "nome"),
        *("voornaam", "imię", "имя", "förnamn", "fornavn"),
    ),
    "last": (
        *("last name", "lastname", "surname", "family name", "nachname", "apellido s", "apellidos", "nom", "cognome"),
        *("sobrenome", "apelido", "achternaam", "nazwisko", "фамилия", "efternamn", "etternavn"),
    ),
    "status": ("status", "estado", "statut", "stato", "состояние", "durum", "状態", "stav", "estat", "状态"),
    "group": (
        *("group", "gruppe", "grupo", "groupe", "gruppo", "groep", "grupa", "группа", "grupp", "grup", "グループ"),
        *("skupina", "小组"),
    ),
    "grade": (
        *("grade", "bewertung", "calificación", "note", "valutazione", "nota", "avaliação", "cijfer", "beoordeling"),
        *("ocena", "оценка", "betyg", "not", "評定", "評点", "qualificació", "cualificación", "hodnocení", "známka"),
        *("成绩", "karakter", "arvosana"),
    ),
    "maximum": (
        *("maximum grade", "bestwertung", "calificación máxima", "note maximale", "valutazione massima", "nota máxima"),
        *("maximale cijfer", "maximum cijfer", "maksymalna ocena", "максимальная оценка", "maximalt betyg"),
        *(
            "en yüksek not",
            "maximální hodnocení",
            "qualificació màxima",
            "cualificación máxima",
            "最大評点",
            "最高成绩",
        ),
    ),
    "changeable": (
        *("grade can be changed", "bewertung kann geändert werden", "la calificación puede ser cambiada"),
        *("la note peut être modifiée", "betyg kan ändras", "not değiştirilebilir", "允许更改成绩"),
        *("la valutazione può essere modificata", "оценка может быть изменена"),
    ),
    "modified": (
        *("last modified submission", "zuletzt geändert abgabe", "última modificación entrega"),
        *("dernière modification travail remis", "ultima modifica consegna", "última modificação envio"),
        *("última modificação submissão", "laatst gewijzigd inzending", "ostatnia modyfikacja zadanie"),
        *("senast modifierat inlämning", "son düzenleme gönderim", "последнее изменение работы"),
        *("poslední změna odevzdaný úkol", "darrera modificació tramesa", "最終更新日時 提出", "上次修改 作业"),
    ),
    "graded": (
        *("last modified grade", "zuletzt geändert bewertung", "última modificación calificación"),
        *("dernière modification note", "ultima modifica valutazione", "última modificação nota"),
        *("laatst gewijzigd beoordeling", "laatst gewijzigd cijfer", "ostatnia modyfikacja ocena"),
        *("senast modifierat betyg", "son düzenleme not", "последнее изменение оценки"),
        *("poslední změna hodnocení", "darrera modificació qualificació", "última modificación cualificación"),
        *("最終更新日時 評定", "上次修改 评分"),
    ),
    "feedback": (
        *("feedback comments", "feedback als kommentar", "comentarios de retroalimentación"),
        *("feedback par commentaires", "commenti", "comentários de feedback", "feedback opmerkingen"),
        *("комментарий к отзыву", "feedback kommentarer", "フィードバックコメント", "反馈评论"),
    ),
}
# What Moodle's first column is called; its cells are a word and a number.
IDENTIFIERS = frozenset(
    {
        *COLUMNS["participant"],
        *("id", "identificatie", "identyfikator", "идентификатор", "tanımlayıcı", "identifikátor", "标识符", "識別碼"),
        *("識別子", "識別ナンバー", "identificeerder", "tunniste", "identifikator", "identifikationsnummer"),
    }
)
# What the column `changeable` says of a grade that is locked or overridden, and of any other.
NO = frozenset({"no", "nein", "non", "nee", "nie", "нет", "nej", "nei", "não", "hayır", "いいえ", "否", "ne"})
YES = frozenset({"yes", "ja", "oui", "sí", "sì", "si", "sim", "tak", "да", "evet", "はい", "是", "ano"})
