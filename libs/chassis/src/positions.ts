/** Read your writes: how far this service shows its own log and the topics of others. */
import type { ProjectionRunner } from '@scrip/event-store';
import type { PositionToken, PositionWaiter } from '@scrip/http';
import type { ScripKafkaStrategy } from '@scrip/kafka';

/** Answers `Scrip-After`. */
export function positionWaiter(
  service: string,
  runner: ProjectionRunner,
  strategy: ScripKafkaStrategy,
): PositionWaiter {
  return {
    async reached(token: PositionToken, timeoutMs: number): Promise<boolean> {
      if (token.service === service) return runner.reached(token.position, timeoutMs);
      const reached = await Promise.all(
        token.topics.map(({ topic, partition, position }) => strategy.reached(topic, partition, position, timeoutMs)),
      );
      return reached.every(Boolean);
    },
  };
}
