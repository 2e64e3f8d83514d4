/** A project whose gate is quick and tells how many tests it ran: `make test` looks for the right answer. */
export const sampleProject: Readonly<Record<string, string>> = {
  Makefile: '.PHONY: test\ntest:\n\t@sh check.sh\n',
  'check.sh': 'grep -qx 42 answer.txt || { echo "1 failed"; exit 1; }\necho "1 passed, 0 failed"\n',
  'answer.txt': '42\n',
};
