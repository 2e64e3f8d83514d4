/** A spec, and the object id of its text. */
export const someSpec = { text: '# Spec\n', blob: 'd7ae5ee088cbbbdc9a7e1cf51874924786bb26db' };
