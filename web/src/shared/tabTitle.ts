/** The title of the browser's tab: the product's name, and before it what must be seen from other tabs. */
let product = "";
let news = "";

function show(): void {
  document.title = news === "" ? product : `${news} · ${product}`;
}

export function nameTab(name: string): void {
  product = name;
  show();
}

/** Until it is called with an empty text. */
export function sayInTab(text: string): void {
  news = text;
  show();
}
