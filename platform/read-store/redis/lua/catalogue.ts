/** Time in milliseconds: what the caller says, or else the server's own, which all processes share. */
const clock = String.raw`
local function now(given)
  if given ~= '' then return tonumber(given) end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
`;

/** A generation leaves the catalogue; what remains of it is rubbish to be swept away piece by piece. */
const dropping = String.raw`
local function drop(generation)
  local shape = redis.call('HGET', KEYS[1], 'g:' .. generation)
  if not shape then return end
  redis.call('HSET', KEYS[1], 'x:' .. generation, shape)
  for _, part in ipairs({'s:', 'n:', 'o:', 't:', 'g:'}) do redis.call('HDEL', KEYS[1], part .. generation) end
  local active, previous = redis.call('HGET', KEYS[1], 'active'), redis.call('HGET', KEYS[1], 'previous')
  if active and string.match(active, '^%d+') == generation then redis.call('HDEL', KEYS[1], 'active') end
  if previous == generation then redis.call('HDEL', KEYS[1], 'previous') end
end
`;

/** ARGV: time, nonce, the row as JSON. Answers the number of the new generation. */
export const createScript = String.raw`${clock}
local number = redis.call('HINCRBY', KEYS[1], 'last', 1)
redis.call('HSET', KEYS[1], 's:' .. number, 'building', 'n:' .. number, ARGV[2], 'g:' .. number, ARGV[3],
  't:' .. number, string.format('%.0f', now(ARGV[1])))
return number
`;

/** ARGV: generation, or nothing for the previous one. Answers whether there is such a one. */
export const activateScript = String.raw`${dropping}
local active, previous = redis.call('HGET', KEYS[1], 'active'), redis.call('HGET', KEYS[1], 'previous')
local wanted = ARGV[1] ~= '' and ARGV[1] or previous
local nonce = wanted and redis.call('HGET', KEYS[1], 'n:' .. wanted)
if not nonce then return 'gone' end
local old = active and string.match(active, '^%d+')
if old == wanted then return 'ok' end
redis.call('HDEL', KEYS[1], 'previous')
if previous and previous ~= wanted then drop(previous) end
if old then
  redis.call('HSET', KEYS[1], 's:' .. old, 'previous', 'previous', old)
  redis.call('HDEL', KEYS[1], 'o:' .. old)
end
redis.call('HSET', KEYS[1], 's:' .. wanted, 'active', 'active', wanted .. ' ' .. nonce)
redis.call('HDEL', KEYS[1], 'o:' .. wanted)
return 'ok'
`;

/** ARGV: generation. */
export const dropScript = String.raw`${dropping}
drop(ARGV[1])
return 'ok'
`;

/** ARGV: generation, nonce, owner. */
export const claimScript = String.raw`
local found = redis.call('HMGET', KEYS[1], 's:' .. ARGV[1], 'n:' .. ARGV[1])
if not found[1] or found[1] == 'previous' or found[2] ~= ARGV[2] then return 'fenced' end
redis.call('HSET', KEYS[1], 'o:' .. ARGV[1], ARGV[3])
return 'ok'
`;

/** ARGV: field, value. Takes the field away where it still holds the value. */
export const clearScript = String.raw`
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end
return 'ok'
`;

/** ARGV: time, owner, milliseconds. KEYS[1] is a hash with the lease in it. */
export const leaseScript = String.raw`${clock}
local held = redis.call('HMGET', KEYS[1], 'holder', 'until')
local time = now(ARGV[1])
if held[1] and held[1] ~= ARGV[2] and tonumber(held[2]) > time then return 0 end
redis.call('HSET', KEYS[1], 'holder', ARGV[2], 'until', string.format('%.0f', time + tonumber(ARGV[3])))
return 1
`;

/** ARGV: owner. */
export const endLeaseScript = String.raw`
if redis.call('HGET', KEYS[1], 'holder') == ARGV[1] then redis.call('HDEL', KEYS[1], 'holder', 'until') end
return 'ok'
`;
