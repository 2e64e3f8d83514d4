/**
 * What the page does by itself: it takes new content in without losing the focus, the open tables or the place, moves from mark to mark by the arrow keys, and
 * tells which ticket was chosen. It runs in the page, whose types this project does not have.
 */
export const pageScript = `
const vscode = acquireVsCodeApi();
const main = document.querySelector('main');
let state = Object.assign({ opened: [], scroll: 0 }, vscode.getState());
let isFirst = true;

function save(more) {
  state = Object.assign({}, state, more);
  vscode.setState(state);
}

function marksOf(picture) {
  return [...picture.querySelectorAll('.mark')];
}

function placeOfFocus() {
  const section = document.activeElement?.closest('section');
  if (!section) return undefined;
  const ticket = document.activeElement.dataset.ticket;
  return { section: section.id, index: [...section.querySelectorAll('.mark, summary')].indexOf(document.activeElement), ticket };
}

function focusAgain(place) {
  const marks = [...(document.getElementById(place.section)?.querySelectorAll('.mark, summary') ?? [])];
  const same = place.ticket === undefined ? undefined : marks.find((mark) => mark.dataset.ticket === place.ticket);
  (same ?? marks[place.index])?.focus({ preventScroll: true });
}

function show(content) {
  const place = placeOfFocus();
  main.innerHTML = content;
  main.setAttribute('aria-busy', 'false');
  for (const details of main.querySelectorAll('details')) {
    const id = details.closest('section').id;
    details.open = state.opened.includes(id);
    details.addEventListener('toggle', () => save({ opened: [...state.opened.filter((one) => one !== id), ...(details.open ? [id] : [])] }));
  }
  for (const picture of main.querySelectorAll('svg')) marksOf(picture)[0]?.setAttribute('tabindex', '0');
  if (place !== undefined) focusAgain(place);
  if (isFirst) window.scrollTo(0, state.scroll);
  isFirst = false;
}

window.addEventListener('message', ({ data }) => {
  if (data?.kind !== 'shown') return;
  save({ repository: data.repository });
  show(data.content);
});
window.addEventListener('scroll', () => save({ scroll: window.scrollY }), { passive: true });
main.addEventListener('click', ({ target }) => choose(target.closest('[data-ticket]')));
main.addEventListener('keydown', (event) => {
  const mark = event.target.closest('.mark');
  if (mark === null) return;
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    choose(mark.dataset.ticket === undefined ? null : mark);
    return;
  }
  const marks = marksOf(mark.closest('svg'));
  const at = marks.indexOf(mark);
  const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: marks.length - 1 }[event.key];
  if (next === undefined || marks[next] === undefined) return;
  event.preventDefault();
  mark.setAttribute('tabindex', '-1');
  marks[next].setAttribute('tabindex', '0');
  marks[next].focus();
});

function choose(mark) {
  if (mark !== null) vscode.postMessage({ kind: 'open', ticket: mark.dataset.ticket });
}

vscode.postMessage({ kind: 'ready' });
`;
