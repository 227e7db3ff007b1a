/**
 * One commit, or a piece of a bulk one: the fence first, then all of it. KEYS[1] is the projection's catalogue.
 * ARGV: generation, its nonce, owner, layout, how many writes, and five for each of them (place of its
 * collection, key, document or nothing, record, words); then, where the commit ends here, "end", checkpoint,
 * token of forgetting, and three counted lists: revisions, streams to unpark, streams to park.
 *
 * Nothing here reads the clock or draws lots; what a document was found by is read from its own record, so
 * that exactly what was added is taken away. The first write is one that Redis refuses when it is full.
 */
export const commitScript = String.raw`
local catalogue, generation = KEYS[1], ARGV[1]
local fence = redis.call('HMGET', catalogue, 's:' .. generation, 'n:' .. generation, 'o:' .. generation)
if not fence[1] or fence[1] == 'previous' or fence[2] ~= ARGV[2] or fence[3] ~= ARGV[3] then return 'fenced' end
local call, null, decode = redis.call, cjson.null, cjson.decode
local root = catalogue .. ':' .. generation
local meta = root .. ':m'
local layouts = decode(ARGV[4])
call('HINCRBY', meta, 'commits', 1)

local function encodeNumber(value)
  if value == 0 then value = 0 end
  local high, low = struct.unpack('>I4I4', struct.pack('>d', value))
  if high >= 2147483648 then high, low = 4294967295 - high, 4294967295 - low else high = high + 2147483648 end
  return string.format('%08x%08x', high, low)
end

local function encode(value)
  if type(value) == 'number' then return encodeNumber(value) .. '\0\1' end
  if string.find(value, '\0', 1, true) then value = string.gsub(value, '%z', '\0\2') end
  return value .. '\0\1'
end

local function place(order, single, encoded)
  local text = ''
  for _, at in ipairs(order.where) do
    if single[at] == null then return nil end
    encoded[at] = encoded[at] or encode(single[at])
    text = text .. encoded[at]
  end
  local at = order.by
  if single[at] == null then return text .. '2\0\1' end
  encoded[at] = encoded[at] or encode(single[at])
  return text .. '1' .. encoded[at]
end

local function join(base, field, value, id)
  call('SADD', base .. 's' .. field .. ':' .. value, id)
  call('HINCRBY', base .. 'v' .. field, value, 1)
end

local function leave(base, field, value, id)
  call('SREM', base .. 's' .. field .. ':' .. value, id)
  if call('HINCRBY', base .. 'v' .. field, value, -1) <= 0 then call('HDEL', base .. 'v' .. field, value) end
end

local function single(base, layout, key, id, old, new)
  local changed = false
  for at, field in ipairs(layout.single) do
    local before, after = old and old[at] or null, new and new[at] or null
    if before ~= after then
      changed = true
      if field >= 0 then
        if before ~= null then leave(base, field, before, id) end
        if after ~= null then join(base, field, after, id) end
      end
    end
  end
  if not changed and old and new then return end
  local was, is = {}, {}
  for _, order in ipairs(layout.orders) do
    local before, after = old and place(order, old, was), new and place(order, new, is)
    if before ~= after then
      local index = base .. 'o' .. order.o
      if before then call('ZREM', index, before .. key) end
      if after then call('ZADD', index, 0, after .. key) end
    end
  end
end

local function several(base, layout, id, old, new)
  for at, field in ipairs(layout.several) do
    local keep = {}
    for _, value in ipairs(new and new[at] or {}) do keep[value] = true end
    for _, value in ipairs(old and old[at] or {}) do
      if keep[value] then keep[value] = nil else leave(base, field, value, id) end
    end
    for value in pairs(keep) do join(base, field, value, id) end
  end
end

local function words(base, layout, key, id, now)
  local before = call('HGET', base .. 't', key) or ''
  if before == now then return end
  local keep, length = {}, 0
  if now ~= '' then
    length = tonumber(string.match(now, '^%d+'))
    for word in string.gmatch(now, ' ([^ :]+):') do keep[word] = true end
    call('HSET', base .. 't', key, now)
  else
    call('HDEL', base .. 't', key)
  end
  if before ~= '' then
    length = length - tonumber(string.match(before, '^%d+'))
    for word in string.gmatch(before, ' ([^ :]+):') do
      if keep[word] then
        keep[word] = nil
      else
        call('SREM', base .. 'w:' .. word, id)
        if call('EXISTS', base .. 'w:' .. word) == 0 then call('ZREM', base .. 'l', word) end
      end
    end
  end
  for word in pairs(keep) do
    call('SADD', base .. 'w:' .. word, id)
    if call('SCARD', base .. 'w:' .. word) == 1 then call('ZADD', base .. 'l', 0, word) end
  end
  if length ~= 0 then call('HINCRBY', meta, 'length:' .. layout.c, length) end
end

local function reindex(base, layout, key, record, text)
  local stored = call('HGET', base .. 'r', key)
  local id = stored and string.match(stored, '^%d+')
  local before = stored and string.sub(stored, #id + 1)
  if not stored and record == '' then return end
  if not id then
    id = tostring(call('HINCRBY', meta, 'last:' .. layout.c, 1))
    call('HSET', base .. 'i', id, key)
  end
  if before ~= record then
    local old, new = before and decode(before), record ~= '' and decode(record)
    single(base, layout, key, id, old and old[1], new and new[1])
    several(base, layout, id, old and old[2], new and new[2])
    if new then call('HSET', base .. 'r', key, id .. record) end
  end
  if layout.text then words(base, layout, key, id, text) end
  if record == '' then
    call('HDEL', base .. 'r', key)
    call('HDEL', base .. 'i', id)
  end
end

local at = 5
local writes = tonumber(ARGV[at])
for _ = 1, writes do
  local layout, key, document = layouts[tonumber(ARGV[at + 1]) + 1], ARGV[at + 2], ARGV[at + 3]
  local base = root .. ':' .. layout.c .. ':'
  if document == '' then
    if call('HDEL', base .. 'd', key) == 1 then call('ZREM', base .. 'k', key) end
  elseif call('HSET', base .. 'd', key, document) == 1 then
    call('ZADD', base .. 'k', 0, key)
  end
  if not layout.plain then reindex(base, layout, key, ARGV[at + 4], ARGV[at + 5]) end
  at = at + 5
end
if ARGV[at + 1] ~= 'end' then return 'ok' end

call('HSET', meta, 'checkpoint', ARGV[at + 2])
if ARGV[at + 3] ~= '' then call('HSET', catalogue, 'forget', ARGV[at + 3]) end
at = at + 4
for _ = 1, tonumber(ARGV[at]) do
  call('HSET', root .. ':v', ARGV[at + 1], ARGV[at + 2])
  at = at + 2
end
at = at + 1
for _ = 1, tonumber(ARGV[at]) do
  call('HDEL', root .. ':p', ARGV[at + 1])
  at = at + 1
end
at = at + 1
for _ = 1, tonumber(ARGV[at]) do
  call('HSET', root .. ':p', ARGV[at + 1], ARGV[at + 2])
  at = at + 2
end
return 'ok'
`;
