/** Roles of a programme that a token has: what stands behind the prefix in the scopes of who has a word. */

/** What stands before the key of a role in the scope of who has it. */
const AUTHORITY = 'tiering:authority.';

/** Keys of the programme's roles that these scopes give. */
export function rolesIn(scopes: ReadonlySet<string>): ReadonlySet<string> {
  const held = [...scopes].filter((scope) => scope.startsWith(AUTHORITY));
  return new Set(held.map((scope) => scope.slice(AUTHORITY.length)));
}
