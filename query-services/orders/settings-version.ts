/**
 * A read model's version where its documents depend on settings too: another setting gives another version,
 * and with it a rebuild. FNV-1a (32 bits) of the settings' JSON above the model's own version.
 */
export function settingsVersion(version: number, settings: unknown): number {
  let hash = 0x811c9dc5;
  for (const char of JSON.stringify(settings)) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash * 1_000 + version;
}
