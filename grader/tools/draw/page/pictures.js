// Pictures of bytes: grey images, and images in which what was needed glows.

const GLOW = [255, 140, 0];
const DIM = 0.55; // of the image below the glow

export function bytesOf(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

export function paintGrey(canvas, width, height, grey) {
  paint(canvas, width, height, (place) => [grey[place], grey[place], grey[place]]);
}

// `heat` says for each pixel how much it was needed, 0 to 255.
export function paintGlow(canvas, width, height, grey, heat) {
  paint(canvas, width, height, (place) => {
    const share = heat[place] / 255;
    return GLOW.map((colour) => Math.max(DIM * grey[place] * (1 - share), 0) + colour * share);
  });
}

function paint(canvas, width, height, colours) {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  const picture = context.createImageData(width, height);
  for (let place = 0; place < width * height; place++) picture.data.set([...colours(place), 255], 4 * place);
  context.putImageData(picture, 0, 0);
}
