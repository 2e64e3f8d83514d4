// The rule of arrows: which room of src/ may import which, and where clocks, randomness, timers, files, processes and
// sockets may be touched. Read from the syntax tree, so a comment or a string is never mistaken for a use.
import { readFileSync, readdirSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import ts from 'typescript';
import { effectModules, effectOfMember, effectOfName, effectThroughGlobalThis, memberEffects, moduleOf, type Effect } from './effects.js';

/** Each room, and the rooms that it may import. */
export const arrows = {
  platform: [],
  git: ['platform'],
  plan: ['git', 'platform'],
  queue: ['plan', 'git', 'platform'],
  agents: ['plan', 'git', 'platform'],
  insight: ['plan', 'git', 'platform'],
  engine: ['queue', 'agents', 'insight', 'plan', 'git', 'platform'],
  vscode: ['engine', 'queue', 'agents', 'insight', 'plan', 'git', 'platform'],
  sim: ['engine', 'queue', 'agents', 'insight', 'plan', 'git', 'platform'],
  cli: ['sim', 'engine', 'queue', 'agents', 'insight', 'plan', 'git', 'platform'],
} as const satisfies Record<string, readonly string[]>;

export type Room = keyof typeof arrows;

/** A source file: its path from the root of the project with `/`, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** A file outside src/platform that may have an effect, because it implements a port. */
export interface Allowance {
  readonly path: string;
  readonly effect: Effect;
  readonly reason: string;
}

export interface Fault {
  readonly path: string;
  /** Counted from 1; 0 where the fault is no single line's. */
  readonly line: number;
  readonly rule: 'room' | 'arrow' | 'vscode' | 'allowance' | Effect;
  readonly message: string;
}

/** The TypeScript files under `src` of the project at `root`; none when the folder does not exist. */
export function readSources(root: string): Source[] {
  return readdirSync(root).includes('src')
    ? readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.[cm]?tsx?$/.test(name))
        .map((name) => ({ path: `src/${name.split(sep).join('/')}`, text: readFileSync(join(root, 'src', name), 'utf8') }))
    : [];
}

/** Every breach of the rules in the sources, in their order; an allowance that nothing uses is a breach too. */
export function layerFaults(sources: readonly Source[], allowances: readonly Allowance[] = []): Fault[] {
  const used = new Set<Allowance>();
  const program = bindOnly(sources);
  const faults = sources.flatMap((source) => {
    const file = program.getSourceFile(source.path);
    return file ? new FileCheck(file, program.getTypeChecker()).faults() : [];
  });
  const kept = faults.filter((fault) => {
    const allowance = allowances.find(({ path, effect }) => path === fault.path && effect === fault.rule);
    if (allowance) used.add(allowance);
    return allowance === undefined;
  });
  const unused = allowances
    .filter((allowance) => !used.has(allowance))
    .map(({ path, effect }): Fault => ({ path, line: 0, rule: 'allowance', message: `does not use its allowance for ${effect}; remove it` }));
  return [...kept, ...unused];
}

/** One line for a person: where, and what is wrong. */
export function printFault({ path, line, message }: Fault): string {
  return line === 0 ? `${path} ${message}.` : `${path}:${line} ${message}.`;
}

/**
 * A program in which every file stands alone, without libraries. The checker then knows a file's own names (locals,
 * parameters, imports) and nothing else, so a name that it cannot find is a global.
 */
function bindOnly(sources: readonly Source[]): ts.Program {
  const textOf = new Map(sources.map(({ path, text }) => [path, text]));
  const options: ts.CompilerOptions = { noLib: true, noResolve: true, types: [], target: ts.ScriptTarget.ESNext };
  return ts.createProgram([...textOf.keys()], options, {
    getSourceFile: (name, language) => {
      const text = textOf.get(name);
      return text === undefined ? undefined : ts.createSourceFile(name, text, language, true);
    },
    fileExists: (name) => textOf.has(name),
    readFile: (name) => textOf.get(name),
    writeFile: () => undefined,
    getDefaultLibFileName: () => 'lib.d.ts',
    getCurrentDirectory: () => '',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
  });
}

/** Collects the faults of one file. */
class FileCheck {
  private readonly found: Fault[] = [];
  private readonly path: string;
  private readonly isTest: boolean;
  private readonly room: string;

  constructor(
    private readonly file: ts.SourceFile,
    private readonly checker: ts.TypeChecker,
  ) {
    this.path = file.fileName;
    this.isTest = /\.test\.[cm]?tsx?$/.test(this.path);
    this.room = roomOf(this.path) ?? '';
  }

  faults(): Fault[] {
    if (!isRoom(this.room)) {
      this.found.push({ path: this.path, line: 0, rule: 'room', message: `is in no room; the rooms are ${Object.keys(arrows).join(', ')}` });
    }
    this.visit(this.file);
    return this.found;
  }

  private visit(node: ts.Node): void {
    const specifier = specifierIn(node);
    if (specifier !== undefined) this.checkImport(node, specifier);
    else if (isDynamicImport(node)) this.report(node, 'arrow', 'imports a module whose name is not written out, so no rule can be checked');
    this.checkUse(node);
    ts.forEachChild(node, (child) => {
      // A type has no effect: below one, only `import('…')` types matter.
      if (ts.isTypeNode(child) && !ts.isExpressionWithTypeArguments(child)) this.visitType(child);
      else this.visit(child);
    });
  }

  private visitType(node: ts.Node): void {
    const specifier = specifierIn(node);
    if (specifier !== undefined) this.checkImport(node, specifier);
    ts.forEachChild(node, (child) => {
      this.visitType(child);
    });
  }

  private checkImport(node: ts.Node, specifier: string): void {
    if (specifier.startsWith('.')) {
      this.checkArrow(node, posix.join(posix.dirname(this.path), specifier));
      return;
    }
    if (/^vscode(\/|$)/.test(specifier) && this.room !== 'vscode') {
      this.report(node, 'vscode', 'imports vscode, which only src/vscode may');
    }
    const effect = effectModules.get(moduleOf(specifier));
    if (effect) this.reportEffect(node, effect, specifier);
    for (const name of importedNames(node)) {
      const memberEffect = effectOfMember(moduleOf(specifier), name);
      if (memberEffect) this.reportEffect(node, memberEffect, `${specifier} (${name})`);
    }
  }

  private checkArrow(node: ts.Node, target: string): void {
    const to = roomOf(target);
    if (to === undefined) {
      const forTests = this.isTest && target.startsWith('test/');
      if (/^(\.\.|test|scripts|bench|dist)\//.test(target) && !forTests) {
        this.report(node, 'arrow', `imports ${target}, which is no part of src`);
      }
    } else if (!isRoom(to)) {
      this.report(node, 'arrow', `imports ${target}, which is in no room`);
    } else if (isRoom(this.room) && to !== this.room && !arrows[this.room].some((room) => room === to)) {
      const may = arrows[this.room];
      this.report(node, 'arrow', `imports ${target}: ${this.room} may import ${may.length > 0 ? may.join(', ') : 'no other room'}`);
    }
  }

  /** Checks a mention of a global, or of a namespace import of a module that is named like one, as `crypto`. */
  private checkUse(node: ts.Node): void {
    if (!ts.isIdentifier(node) || !isValueMention(node)) return;
    const name = this.globalName(node);
    if (name === undefined) return;
    const members = membersUsed(node);
    if (name === 'globalThis' || name === 'global') {
      for (const member of members) {
        const effect = effectThroughGlobalThis(member);
        if (effect) this.reportEffect(node, effect, `${name}.${member}`);
      }
      return;
    }
    if (name === 'Date') {
      if (!isTimelessDate(node, members)) this.reportEffect(node, 'clock', 'Date');
      return;
    }
    const effect = effectOfName(name);
    if (effect) this.reportEffect(node, effect, name);
    for (const member of members) {
      const memberEffect = effectOfMember(name, member);
      if (memberEffect) this.reportEffect(node, memberEffect, `${name}.${member}`);
    }
  }

  /** The name of the global that an identifier stands for, or undefined when the file declares the name itself. */
  private globalName(node: ts.Identifier): string | undefined {
    const symbol = ts.isShorthandPropertyAssignment(node.parent)
      ? this.checker.getShorthandAssignmentValueSymbol(node.parent)
      : this.checker.getSymbolAtLocation(node);
    const declaration = symbol?.declarations?.[0];
    // With no library, only `globalThis` and `undefined` have a symbol without a declaration in the file.
    if (declaration === undefined) return node.text;
    if (!ts.isNamespaceImport(declaration) && !(ts.isImportClause(declaration) && declaration.name)) return undefined;
    const statement = ts.findAncestor(declaration, ts.isImportDeclaration);
    if (!statement || !ts.isStringLiteral(statement.moduleSpecifier)) return undefined;
    const module = moduleOf(statement.moduleSpecifier.text);
    return memberEffects.has(module) ? module : undefined;
  }

  private reportEffect(node: ts.Node, effect: Effect, what: string): void {
    if (this.room === 'platform' || this.isTest) return;
    this.report(node, effect, `uses ${what}; ${effect} belongs to src/platform, behind a port`);
  }

  private report(node: ts.Node, rule: Fault['rule'], message: string): void {
    const line = this.file.getLineAndCharacterOfPosition(node.getStart(this.file)).line + 1;
    this.found.push({ path: this.path, line, rule, message });
  }
}

function isRoom(name: string): name is Room {
  return Object.hasOwn(arrows, name);
}

/** The folder directly under src/ that holds a path, `''` for a file directly in src/, undefined outside of src/. */
function roomOf(path: string): string | undefined {
  const parts = path.split('/');
  if (parts[0] !== 'src') return undefined;
  return parts.length > 2 ? parts[1] : '';
}

/** The module that a node imports, in any of the ways that TypeScript has, or undefined when it imports none. */
function specifierIn(node: ts.Node): string | undefined {
  const named = (literal: ts.Node | undefined) => (literal && ts.isStringLiteralLike(literal) ? literal.text : undefined);
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return named(node.moduleSpecifier);
  if (ts.isExternalModuleReference(node)) return named(node.expression);
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? named(node.argument.literal) : undefined;
  if (isDynamicImport(node)) return named(node.arguments[0]);
  return undefined;
}

function isDynamicImport(node: ts.Node): node is ts.CallExpression {
  return (
    ts.isCallExpression(node) &&
    (node.expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(node.expression) && node.expression.text === 'require'))
  );
}

/** The names that an import or export declaration picks from its module. */
function importedNames(node: ts.Node): string[] {
  const named = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : ts.isExportDeclaration(node) ? node.exportClause : undefined;
  if (named === undefined || ts.isNamespaceImport(named) || ts.isNamespaceExport(named)) return [];
  return named.elements.map((element) => (element.propertyName ?? element.name).text);
}

/** False where an identifier only names a member, a label or a declaration. */
function isValueMention(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent) || ts.isImportSpecifier(parent) || ts.isImportClause(parent) || ts.isNamespaceImport(parent)) return false;
  if (ts.isExportSpecifier(parent)) return false;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent) || ts.isMetaProperty(parent)) return false;
  return !('name' in parent && parent.name === node);
}

/** The members of a mentioned object that are used on the spot: `o.m`, `o['m']`, `const { m } = o`. */
function membersUsed(node: ts.Identifier): string[] {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent)) return [parent.name.text];
  if (ts.isElementAccessExpression(parent)) return ts.isStringLiteralLike(parent.argumentExpression) ? [parent.argumentExpression.text] : [];
  if (ts.isVariableDeclaration(parent) && ts.isObjectBindingPattern(parent.name)) {
    return parent.name.elements.flatMap(({ propertyName, name }) => {
      const member = propertyName ?? name;
      return ts.isIdentifier(member) ? [member.text] : [];
    });
  }
  return [];
}

/** True for uses of `Date` that do not read the clock: `new Date(x)`, `Date.parse`, `Date.UTC`, `x instanceof Date`. */
function isTimelessDate(node: ts.Identifier, members: readonly string[]): boolean {
  const parent = node.parent;
  if (ts.isNewExpression(parent) && parent.expression === node) return (parent.arguments?.length ?? 0) > 0;
  if (ts.isBinaryExpression(parent)) return parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword && parent.right === node;
  return members.length > 0 && members.every((member) => ['parse', 'UTC', 'prototype'].includes(member));
}
