import type { Draft } from '../../plan/draft.js';
import { emptyDraft } from '../../plan/draft.js';
import type { Clock } from '../../platform/clock.js';
import { isoSeconds } from '../../platform/clock.js';
import type { RunFolder } from '../runFolder.js';
import type { Progress, RunOrder, Submission } from '../runOrder.js';
import type { Answer } from '../runnerProtocol.js';
import { checkCall } from '../tools.js';
import type { PlanChangeInput, ToolCall } from '../tools.js';
import type { AgentMail } from './agentMail.js';
import type { DraftCall } from './draftCalls.js';
import type { LazyPlan } from './lazyPlan.js';
import { evidenceRefusal } from './criteriaEvidence.js';
import { findingsRefusal } from './settledFindings.js';
import { misuse } from './runPurpose.js';

/** What was done for a call, or why not, in words for the agent. */
type Done = string | { readonly refusal: string };

/** Answers an agent's tool calls. What an agent may do follows from its order, never from what it sends. */
export class ToolAnswers {
  private lastProgress: Progress | undefined;
  private lastSubmission: Submission | undefined;
  private lastDraft: Draft;

  constructor(
    private readonly clock: Clock,
    private readonly folder: RunFolder,
    private readonly order: Pick<RunOrder, 'role' | 'subject' | 'draft' | 'criteria' | 'findings'>,
    private readonly plan: LazyPlan,
    private readonly mail: AgentMail,
  ) {
    this.lastDraft = order.draft ?? emptyDraft;
  }

  get progress(): Progress | undefined {
    return this.lastProgress;
  }

  get submission(): Submission | undefined {
    return this.lastSubmission;
  }

  /** What the agent has written by its tools; undefined for a role that hands in a tree instead. */
  get draft(): Draft | undefined {
    return this.order.role === 'coding' ? undefined : this.lastDraft;
  }

  /**
   * Never throws: what went wrong here is told to the agent, which can try again or go on without. Undefined for a call that waited
   * for an answer when the run ended: it gets none.
   */
  async answer(tool: string, input: unknown): Promise<Omit<Answer, 'id'> | undefined> {
    try {
      const call = this.check(tool, input);
      if ('tool' in call && call.tool === 'ask_question') return await this.mail.ask(call.input);
      if ('tool' in call && call.tool === 'request_plan_change') return await this.requestChange(call.input);
      const done = 'refusal' in call ? call : await this.perform(call);
      const [accepted, text] = typeof done === 'string' ? [true, done] : [false, done.refusal];
      return { accepted, text: await this.mail.inFrontOf(text) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { accepted: false, text: `${tool} failed: ${reason}. Try it once more; if it fails again, go on without it.` };
    }
  }

  private check(tool: string, input: unknown): ToolCall | { readonly refusal: string } {
    const { role, subject } = this.order;
    const call = checkCall(role, tool, input);
    if ('refusal' in call) return call;
    const refusal = misuse(call.tool, role, subject);
    return refusal === undefined ? call : { refusal };
  }

  private async perform(call: Exclude<ToolCall, { readonly tool: 'ask_question' | 'request_plan_change' }>): Promise<Done> {
    const at = isoSeconds(this.clock.now());
    switch (call.tool) {
      case 'read_plan':
        return this.plan.read(call.input.document, this.order.subject);
      case 'report_progress':
        this.lastProgress = { text: call.input.text, at };
        await this.folder.writeProgress(this.lastProgress);
        return 'Noted.';
      case 'submit_pr': {
        const { criteria, findings, ...input } = call.input;
        const refusal = evidenceRefusal(this.order.criteria ?? [], criteria) ?? findingsRefusal(this.order.findings ?? [], findings);
        if (refusal !== undefined) return { refusal: `submit_pr was not accepted: ${refusal}` };
        const submission = { ...input, ...(criteria.length === 0 ? {} : { criteria }), ...(findings.length === 0 ? {} : { findings }), at };
        await this.folder.writeSubmission(submission);
        this.lastSubmission = submission;
        return 'Submitted. End your turn now.';
      }
      default:
        return this.write(call);
    }
  }

  private async requestChange(input: PlanChangeInput): Promise<Omit<Answer, 'id'> | undefined> {
    const { changeQuestion } = await import('./changeRequest.js');
    const question = changeQuestion(await this.plan.snapshot(), this.order.subject, input);
    if (!('refusal' in question)) return this.mail.ask(question);
    return { accepted: false, text: await this.mail.inFrontOf(`request_plan_change was not accepted: ${question.refusal}`) };
  }

  /** The spec, for the one call that must find its passages in it. */
  private async specFor(call: DraftCall): Promise<string> {
    const spec = call.tool === 'revise_spec' ? await this.plan.read('spec', this.order.subject) : '';
    return typeof spec === 'string' ? spec : '';
  }

  private async write(call: DraftCall): Promise<Done> {
    const { drafted } = await import('./draftCalls.js');
    const answer = drafted(await this.plan.snapshot(), this.lastDraft, this.order, call, await this.specFor(call));
    if ('refused' in answer) return { refusal: `${call.tool} was not accepted: ${answer.refused}` };
    this.lastDraft = answer.draft;
    return answer.text;
  }
}
