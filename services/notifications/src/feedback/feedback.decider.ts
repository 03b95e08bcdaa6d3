/** The answer to one feedback form: given once, in numbers; what else a holder says belongs into a case (domain 2.12). */
import type { FeedbackAnswered, FeedbackEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, reject } from '@scrip/decider';
import type { Programme } from '@scrip/programme';

/** A form that was sent to one holder. */
export interface FeedbackState {
  readonly isAnswered: boolean;
}

export const feedbackDecider: Decider<FeedbackState, FeedbackEvent> = {
  stream: 'feedback',
  initial: { isAnswered: false },
  evolve(_state, event) {
    switch (event.type) {
      case 'FeedbackAnswered':
        return { isAnswered: true };
    }
  },
};

/** A question of a form. */
export interface Question {
  readonly key: string;
  readonly text: { readonly 'zh-CN': string; readonly en: string };
}

/** Asked where a programme names no questions. */
const OVERALL: Question = { key: 'overall', text: { 'zh-CN': '您总体满意吗？', en: 'Are you content with us?' } };

/** The questions of a programme's form, in their order. */
export function questionsOf({ contact }: Programme): readonly Question[] {
  return contact?.feedback?.questions ?? [OVERALL];
}

/** The answer to a message has its letters, so that there is one. */
export function feedbackOf(outreachId: string): string {
  return `fbk_${outreachId.slice('out_'.length)}`;
}

/**
 * Takes an answer; `scores` by the keys of questions, from 1 to 5, at least one. Refusals in the order tried:
 * - `feedback_answered` {outreachId}: the form was answered before.
 * - `question_unknown` {questionKey}: the form does not ask it.
 */
export function answerFeedback(
  state: FeedbackState,
  of: Omit<FeedbackAnswered, 'scores'>,
  scores: Readonly<Record<string, number>>,
  questions: readonly Question[],
): Decision<FeedbackEvent> {
  if (state.isAnswered) return reject('feedback_answered', { outreachId: of.outreachId });
  const unknown = Object.keys(scores).find((given) => !questions.some(({ key }) => key === given));
  if (unknown !== undefined) return reject('question_unknown', { questionKey: unknown });
  const answered = questions.flatMap(({ key: questionKey }) => {
    const score = scores[questionKey];
    return score === undefined ? [] : [{ questionKey, score }];
  });
  return accept({ type: 'FeedbackAnswered', data: { ...of, scores: answered } });
}
