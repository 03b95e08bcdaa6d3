/** Where a service stands between its start and its end. */
export class Lifecycle {
  phase: 'starting' | 'running' | 'stopping' = 'starting';
}
