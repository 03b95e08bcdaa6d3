/** What the front door's own routes tell of it. */
import { PROMETHEUS_CONTENT_TYPE, prometheusText } from '@scrip/telemetry';

export const METRICS_CONTENT_TYPE = PROMETHEUS_CONTENT_TYPE;

export class FrontState {
  /** Names of the services behind this door. */
  readonly services: readonly string[];
  /** Set by whoever opens and closes the door. */
  phase: 'starting' | 'running' | 'stopping' = 'starting';

  constructor(services: readonly string[]) {
    this.services = services;
  }

  /** Everything measured so far, in METRICS_CONTENT_TYPE. */
  metrics(): Promise<string> {
    return prometheusText();
  }
}
