/** Prints the .env of docker-compose.yml: every name that it asks for, each with a random value. Run once; keep the file. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

const compose = readFileSync(new URL('../../docker-compose.yml', import.meta.url), 'utf8');
const names = new Set([...compose.matchAll(/\$\{(SCRIP_[A-Z_]+):\?/g)].map(([, name]) => name));
for (const name of [...names].sort()) {
  // Letters and digits only, since a password becomes part of an address; a cluster id is 16 bytes in base64url.
  console.log(
    `${name}=${name.endsWith('_ID') ? randomBytes(16).toString('base64url') : randomBytes(24).toString('hex')}`,
  );
}
