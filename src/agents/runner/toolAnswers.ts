import type { Clock } from '../../platform/clock.js';
import { isoSeconds } from '../../platform/clock.js';
import type { RunFolder } from '../runFolder.js';
import type { Progress, RunOrder, Submission } from '../runOrder.js';
import type { Answer } from '../runnerProtocol.js';
import { checkCall } from '../tools.js';
import type { ToolCall } from '../tools.js';
import type { LazyPlan } from './lazyPlan.js';

/** Answers an agent's tool calls. What an agent may do follows from its order, never from what it sends. */
export class ToolAnswers {
  private lastProgress: Progress | undefined;
  private lastSubmission: Submission | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly folder: RunFolder,
    private readonly order: Pick<RunOrder, 'role' | 'ticket'>,
    private readonly plan: LazyPlan,
  ) {}

  get progress(): Progress | undefined {
    return this.lastProgress;
  }

  get submission(): Submission | undefined {
    return this.lastSubmission;
  }

  /** Never throws: what went wrong here is told to the agent, which can try again or go on without. */
  async answer(tool: string, input: unknown): Promise<Omit<Answer, 'id'>> {
    const call = checkCall(this.order.role, tool, input);
    if ('refusal' in call) return { accepted: false, text: call.refusal };
    try {
      return { accepted: true, text: await this.perform(call) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { accepted: false, text: `${call.tool} failed: ${reason}. Try it once more; if it fails again, go on without it.` };
    }
  }

  private async perform(call: ToolCall): Promise<string> {
    const at = isoSeconds(this.clock.now());
    switch (call.tool) {
      case 'read_plan':
        return this.plan.read(call.input.document, this.order.ticket);
      case 'report_progress':
        this.lastProgress = { text: call.input.text, at };
        await this.folder.writeProgress(this.lastProgress);
        return 'Noted.';
      case 'submit_pr': {
        const submission = { ...call.input, at };
        await this.folder.writeSubmission(submission);
        this.lastSubmission = submission;
        return 'Submitted. End your turn now.';
      }
    }
  }
}
