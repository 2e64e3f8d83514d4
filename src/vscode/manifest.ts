/**
 * What Sanctum contributes to VS Code. The only source: `npm run manifest` writes it into package.json.
 * Meaning of the fields: https://code.visualstudio.com/api/references/contribution-points.
 */

export interface CommandContribution {
  readonly command: `sanctum.${string}`;
  readonly title: string;
  readonly category: 'Sanctum';
}

export interface Contributes {
  readonly commands: readonly CommandContribution[];
}

export const contributes = {
  commands: [{ command: 'sanctum.showStatus', title: 'Show Status', category: 'Sanctum' }],
} as const satisfies Contributes;

/** VS Code adds `onCommand:` events by itself for the commands above. */
export const activationEvents: readonly string[] = [];
