/** Read your writes: how far this service shows its own log and the topics of others. */
import type { EventLog, ProjectionRunner } from '@scrip/event-store';
import type { PositionToken, PositionWaiter } from '@scrip/http';
import type { ScripKafkaStrategy } from '@scrip/kafka';

/** Answers `Scrip-After`. */
export function positionWaiter(log: EventLog, runner: ProjectionRunner, strategy: ScripKafkaStrategy): PositionWaiter {
  return {
    async reached(token: PositionToken, timeoutMs: number): Promise<boolean> {
      if (token.service === log.service) return runner.reached(token.position, timeoutMs);
      const reached = await Promise.all(
        token.topics.map(({ topic, partition, position }) => strategy.reached(topic, partition, position, timeoutMs)),
      );
      if (!reached.every(Boolean)) return false;
      // What this service decided because of those events is in its log now, and is to be seen as well.
      return runner.reached((await log.head()).position, timeoutMs);
    },
  };
}
