import type { Contribution } from '../contribution.js';

const isReady = 'sanctum.state == ready';
const isPlanDocument = 'resourceScheme == sanctum';

/** The plan as documents that can be read, searched and edited. */
export const documentsContribution: Contribution = {
  commands: [
    { command: 'sanctum.openDocument', title: 'Open Plan Document…', icon: '$(go-to-file)', palette: isReady },
    { command: 'sanctum.searchPlan', title: 'Search in the Plan…', icon: '$(search)', palette: isReady },
    { command: 'sanctum.compareVersion', title: 'Compare with Version…', icon: '$(diff)', palette: `${isReady} && ${isPlanDocument}` },
  ],
  menus: {
    'editor/title': [{ command: 'sanctum.compareVersion', when: `${isPlanDocument} && !isInDiffEditor`, group: 'navigation@9' }],
  },
  points: {
    languages: [
      {
        id: 'sanctum-log',
        aliases: ['Sanctum Log'],
        filenamePatterns: ['run_????-??-??T??-??-??Z.log'],
        firstLine: '^\\[\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z\\] \\[(?:DEBUG|INFO|WARN|ERROR)\\] ',
      },
    ],
    grammars: [
      { language: 'sanctum-log', scopeName: 'source.sanctum-log', path: './syntaxes/sanctum-log.tmLanguage.json' },
      { scopeName: 'sanctum.plan-references.injection', path: './syntaxes/plan-references.tmLanguage.json', injectTo: ['text.html.markdown'] },
    ],
    jsonValidation: [{ fileMatch: 'sanctum.json', url: './syntaxes/sanctum.schema.json' }, { fileMatch: 'sanctum:/**/prices.json', url: './syntaxes/prices.schema.json' }],
  },
  activationEvents: ['onFileSystem:sanctum'],
};
