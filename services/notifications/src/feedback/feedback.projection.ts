/** How forms were answered: the answers of each form by question and score, and how many there are. */
import type { FeedbackEvent } from '@scrip/contracts';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

export const feedbackProjection: Projection = {
  name: 'feedback',
  revision: 1,
  events: ['FeedbackAnswered'],
  tables: `
    CREATE TABLE feedback_answer (
      feedback_id text PRIMARY KEY,
      occasion_id text NOT NULL,       -- the form: one run over the holders
      issuer_id text NOT NULL,
      holder_id text NOT NULL,
      means text NOT NULL,             -- link, desk
      answered_at bigint NOT NULL      -- epoch milliseconds
    );
    CREATE INDEX feedback_answer_of_form ON feedback_answer (occasion_id);
    CREATE TABLE feedback_score (
      occasion_id text,
      question_key text,
      score int,                       -- 1 to 5
      answers bigint NOT NULL,
      PRIMARY KEY (occasion_id, question_key, score)
    )`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    // Some hundred a day at most: each is written by itself.
    for (const { envelope, event } of events as readonly Recorded<FeedbackEvent>[]) {
      const { feedbackId, occasionId, holderId, means, scores } = event.data;
      await tx.query(
        `INSERT INTO feedback_answer (feedback_id, occasion_id, issuer_id, holder_id, means, answered_at)
         VALUES ($1, $2, $3, $4, $5, $6)`,
        [feedbackId, occasionId, envelope.issuerId, holderId, means, envelope.occurredAt],
      );
      for (const { questionKey, score } of scores)
        await tx.query(
          `INSERT INTO feedback_score AS s (occasion_id, question_key, score, answers) VALUES ($1, $2, $3, 1)
           ON CONFLICT (occasion_id, question_key, score) DO UPDATE SET answers = s.answers + 1`,
          [occasionId, questionKey, score],
        );
    }
  },
};

/** How one form was answered. */
export interface FormAnswers {
  readonly occasionId: string;
  readonly programmeId: string;
  readonly businessDate: string;
  /** Holders for whom it was planned, and those who answered. */
  readonly asked: number;
  readonly answered: number;
  readonly questions: readonly {
    readonly questionKey: string;
    readonly answers: number;
    /** Sum of the scores; over `answers` it is their mean. */
    readonly total: number;
    /** Answers with 1, 2, 3, 4 and 5. */
    readonly byScore: readonly number[];
  }[];
}

/** Forms of an issuer, or of one programme, with a place before one; the latest first, at most `limit`. */
export async function formsOf(
  pool: EventLog['pool'],
  asked: {
    readonly issuerId: string;
    readonly programmeId?: string | undefined;
    readonly before: bigint;
    readonly limit: number;
  },
): Promise<readonly { readonly position: bigint; readonly view: FormAnswers }[]> {
  const { rows } = await pool.query<{
    position: bigint;
    occasion_id: string;
    programme_id: string;
    business_date: string;
    planned: number;
    answered: bigint;
    scores: { question: string; score: number; answers: number }[] | null;
  }>(
    `SELECT o.position, o.occasion_id, o.programme_id, o.business_date, o.planned,
            (SELECT count(*) FROM feedback_answer a WHERE a.occasion_id = o.occasion_id) AS answered,
            (SELECT json_agg(json_build_object('question', s.question_key, 'score', s.score, 'answers', s.answers))
             FROM feedback_score s WHERE s.occasion_id = o.occasion_id) AS scores
     FROM occasion o
     WHERE o.issuer_id = $1 AND o.purpose = 'feedbackForm' AND ($2::text IS NULL OR o.programme_id = $2) AND o.position < $3
     ORDER BY o.position DESC LIMIT $4`,
    [asked.issuerId, asked.programmeId, asked.before, asked.limit],
  );
  return rows.map((row) => ({
    position: row.position,
    view: {
      occasionId: row.occasion_id,
      programmeId: row.programme_id,
      businessDate: row.business_date,
      asked: row.planned,
      answered: Number(row.answered),
      questions: questionsIn(row.scores ?? []),
    },
  }));
}

const SCORES = [1, 2, 3, 4, 5];

function questionsIn(
  scores: readonly { readonly question: string; readonly score: number; readonly answers: number }[],
): FormAnswers['questions'] {
  const keys = [...new Set(scores.map(({ question }) => question))].toSorted();
  return keys.map((questionKey) => {
    const byScore = SCORES.map(
      (score) => scores.find((one) => one.question === questionKey && one.score === score)?.answers ?? 0,
    );
    const answers = byScore.reduce((sum, some) => sum + some, 0);
    const total = byScore.reduce((sum, some, index) => sum + some * (index + 1), 0);
    return { questionKey, answers, total, byScore };
  });
}
