/** What integrators write to the topics of their issuers: each batch of values is taken as one report (domain 2.6 to 2.8). */
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { ServiceConfig } from '@scrip/chassis';
import { contractOf, type MetricMeasured } from '@scrip/contracts';
import { type EventLog, idFrom } from '@scrip/event-store';
import { type IntakeBatch, TopicIntake } from '@scrip/kafka';
import type { MetricIntake } from './metric-intake.ts';
import type { ReportedValue } from './metric-verdict.rule.ts';

/** The topic of an issuer, without the prefix; who may write to it is the broker's to hold. */
const TOPIC = 'tiering.metric-intake';
const GROUP = 'tiering.metric-intake';
/** A holder: what is none is not stored. */
const HOLDER_ID = /^hld_[0-9A-HJKMNP-TV-Z]{26}$/;
/** The source of what comes by a topic. */
const SOURCE = 'topic';

@Injectable()
export class MetricTopicConsumer implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #log: EventLog;
  readonly #intake: MetricIntake;
  readonly #topics: readonly TopicIntake[];

  /** Reads the topics of the issuers that `SCRIP_METRIC_ISSUERS` names with commas between; of none where it is not set. */
  constructor(log: EventLog, intake: MetricIntake, config: ServiceConfig, issuers: string | undefined) {
    this.#log = log;
    this.#intake = intake;
    const { brokers, registryUrl, topicPrefix } = config;
    this.#topics = (issuers ?? '')
      .split(',')
      .filter((issuerId) => issuerId !== '')
      .map((issuerId) => {
        return new TopicIntake({
          brokers,
          registryUrl,
          topicPrefix,
          topic: `${TOPIC}.${issuerId}`,
          group: `${GROUP}.${issuerId}`,
          contract: contractOf('MetricMeasured'),
          service: 'tiering',
          take: (batch) => this.take(issuerId, batch),
        });
      });
  }

  onApplicationBootstrap(): void {
    for (const topic of this.#topics) topic.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.#topics.map((topic) => topic.close()));
  }

  /**
   * Takes a batch as one report of the issuer whose topic it is. The same batch again has its verdicts already, and values
   * that come in another batch are duplicates. Errors as `MetricIntake.take`.
   */
  async take(issuerId: string, { topic, partition, firstOffset, lastOffset, records }: IntakeBatch): Promise<void> {
    const origin = `${topic}/${partition} ${firstOffset}-${lastOffset}`;
    const values: ReportedValue[] = [];
    const unreadable: number[] = [];
    for (const [index, record] of records.entries()) {
      const measured = record as MetricMeasured | null;
      if (measured === null || !HOLDER_ID.test(measured.holderId)) unreadable.push(index);
      else values.push(measured);
    }
    const who = {
      issuerId,
      actor: 'service:tiering',
      occurredAt: this.#log.clock.now(),
      correlationId: idFrom('cor', origin),
      causationId: null,
      traceparent: null,
    };
    const reportId = idFrom('mtr', `${issuerId}\n${origin}`);
    const key = { scope: `topic ${topic}`, key: origin, inputHash: Buffer.alloc(32) };
    await this.#intake.take({ reportId, source: SOURCE, origin, values, unreadable }, { who, key });
  }
}
