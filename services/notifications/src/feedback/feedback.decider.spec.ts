import { describe, expect, it } from '@jest/globals';
import type { FeedbackEvent } from '@scrip/contracts';
import { preset } from '@scrip/programme';
import { given } from '@scrip/testing';
import { answerFeedback, feedbackDecider, feedbackOf, questionsOf } from './feedback.decider.ts';

const of = {
  feedbackId: 'fbk_1',
  outreachId: 'out_1',
  occasionId: 'occ_1',
  holderId: 'hld_1',
  programmeId: 'mall-vip',
  programmeVersion: 1,
  means: 'link',
};
const questions = questionsOf(preset('mall-vip'));
const answered = (...scores: readonly (readonly [string, number])[]): FeedbackEvent => ({
  type: 'FeedbackAnswered',
  data: { ...of, scores: scores.map(([questionKey, score]) => ({ questionKey, score })) },
});

describe('a feedback form', () => {
  it('is answered in the order of its questions, of which some may be left out', () => {
    given(feedbackDecider)
      .when((state) => answerFeedback(state, of, { service: 4, goods: 5 }, questions))
      .then(answered(['goods', 5], ['service', 4]));
    given(feedbackDecider)
      .when((state) => answerFeedback(state, of, { service: 1 }, questions))
      .then(answered(['service', 1]));
  });

  it('is refused, in this order: answered before, a question it does not have', () => {
    given(feedbackDecider, answered(['service', 1]))
      .when((state) => answerFeedback(state, of, { taste: 5 }, questions))
      .thenRefused('feedback_answered', { outreachId: 'out_1' });
    given(feedbackDecider)
      .when((state) => answerFeedback(state, of, { service: 1, taste: 5 }, questions))
      .thenRefused('question_unknown', { questionKey: 'taste' });
  });

  it('asks one question where the programme names none', () => {
    const { contact: _, ...silent } = preset('mall-vip');
    expect(questionsOf(silent).map(({ key }) => key)).toEqual(['overall']);
    expect(feedbackOf('out_7Q')).toBe('fbk_7Q');
  });
});
