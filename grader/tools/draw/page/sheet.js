// The sheet: strokes of mouse, finger or pen, and the ink of each pixel.

const PEN = 24; // pixels of a sheet of 280: a stroke is 2 to 3 pixels wide in the image of 28

export class Sheet {
  #canvas;
  #strokes = [];
  #open = null;
  #sample = null;

  // `ended` is called with the time of the event when a stroke has ended.
  constructor(canvas, ended) {
    this.#canvas = canvas;
    canvas.addEventListener("pointerdown", (event) => this.#begin(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(name, (event) => {
        if (!this.#open || event.pointerId !== this.#open.pointer) return;
        this.#open = null;
        ended(performance.now());
      });
    }
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#redraw());
  }

  get isEmpty() {
    return !this.#strokes.length && !this.#sample;
  }

  // An image of the test set instead of strokes: 28 x 28 bytes.
  show(sample) {
    this.#strokes = [];
    this.#sample = sample;
    this.#redraw();
  }

  clear() {
    this.show(null);
  }

  undo() {
    this.#strokes.pop();
    this.#sample = null;
    this.#redraw();
  }

  // What is sent: the image of the test set as it is, or the ink of each pixel of the sheet, 0 to 255.
  get pixels() {
    if (this.#sample) return this.#sample;
    const { width, height } = this.#canvas;
    const { data } = this.#context.getImageData(0, 0, width, height);
    const ink = new Uint8Array(width * height);
    for (let place = 0; place < ink.length; place++) ink[place] = data[4 * place + 3];
    return ink;
  }

  get #context() {
    return this.#canvas.getContext("2d", { willReadFrequently: true });
  }

  #place(event) {
    const box = this.#canvas.getBoundingClientRect();
    const edge = this.#canvas.clientLeft; // the border is not part of the sheet
    const across = box.width - 2 * edge;
    const scale = this.#canvas.width / across;
    return [(event.clientX - box.left - edge) * scale, (event.clientY - box.top - edge) * scale];
  }

  #begin(event) {
    if (this.#open || event.button !== 0) return;
    event.preventDefault();
    if (this.#sample) this.clear();
    this.#canvas.setPointerCapture(event.pointerId);
    this.#open = { pointer: event.pointerId, points: [this.#place(event)] };
    this.#strokes.push(this.#open.points);
    this.#redraw();
  }

  #move(event) {
    if (!this.#open || event.pointerId !== this.#open.pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) this.#open.points.push(this.#place(each));
    this.#redraw();
  }

  #redraw() {
    const { width, height } = this.#canvas;
    const context = this.#context;
    context.clearRect(0, 0, width, height);
    context.strokeStyle = context.fillStyle = getComputedStyle(this.#canvas).color;
    context.lineWidth = PEN;
    context.lineCap = context.lineJoin = "round";
    for (const [first, ...rest] of this.#strokes) {
      context.beginPath();
      context.moveTo(...first);
      for (const point of rest.length ? rest : [first]) context.lineTo(...point);
      context.stroke();
    }
    if (!this.#sample) return;
    const side = Math.sqrt(this.#sample.length);
    this.#sample.forEach((ink, place) => {
      context.globalAlpha = ink / 255;
      context.fillRect((place % side) * width / side, Math.floor(place / side) * height / side, width / side, height / side);
    });
    context.globalAlpha = 1;
  }
}
