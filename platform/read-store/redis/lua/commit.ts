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
local call = redis.call
local root = catalogue .. ':' .. generation
local meta = root .. ':m'
local layouts = cjson.decode(ARGV[4])
call('HINCRBY', meta, 'commits', 1)

local find, sub, format = string.find, string.sub, string.format

-- A record is its number, ';', each single value as '1' and the value or '2' for none, each ended by \0\1, and
-- lists of values ended likewise, each list ended by \0\3.
local function opened(record, layout)
  local single, several, from = {}, {}, find(record, ';', 1, true) + 1
  for at = 1, #layout.single do
    local stop = find(record, '\0\1', from, true)
    single[at] = sub(record, from, stop - 1)
    from = stop + 2
  end
  for at = 1, #layout.several do
    local values = {}
    while sub(record, from, from + 1) ~= '\0\3' do
      local stop = find(record, '\0\1', from, true)
      values[#values + 1] = sub(record, from, stop - 1)
      from = stop + 2
    end
    several[at], from = values, from + 2
  end
  return single, several
end

local function place(order, single)
  local text = ''
  for _, at in ipairs(order.where) do
    if single[at] == '2' then return nil end
    text = text .. sub(single[at], 2) .. '\0\1'
  end
  return text .. single[order.by] .. '\0\1'
end

local function join(base, field, value, id)
  call('SADD', base .. 's' .. field .. ':' .. value, id)
  call('SADD', base .. 'v' .. field, value)
end

local function leave(base, field, value, id)
  call('SREM', base .. 's' .. field .. ':' .. value, id)
  if call('EXISTS', base .. 's' .. field .. ':' .. value) == 0 then call('SREM', base .. 'v' .. field, value) end
end

local function changeSingle(base, layout, key, id, old, new)
  local changed = not (old and new)
  for at, field in ipairs(layout.single) do
    local before, after = old and old[at] or '2', new and new[at] or '2'
    if before ~= after then
      changed = true
      if field >= 0 then
        if before ~= '2' then leave(base, field, sub(before, 2), id) end
        if after ~= '2' then join(base, field, sub(after, 2), id) end
      end
    end
  end
  if not changed then return end
  for _, order in ipairs(layout.orders) do
    local before, after = old and place(order, old), new and place(order, new)
    if before ~= after then
      local index = base .. 'o' .. order.o
      if before then call('ZREM', index, before .. key) end
      if after then call('ZADD', index, 0, after .. key) end
    end
  end
end

local function changeSeveral(base, layout, id, old, new)
  for at, field in ipairs(layout.several) do
    local keep = {}
    for _, value in ipairs(new and new[at] or {}) do keep[value] = true end
    for _, value in ipairs(old and old[at] or {}) do
      if keep[value] then keep[value] = nil else leave(base, field, value, id) end
    end
    for value in pairs(keep) do join(base, field, value, id) end
  end
end

local function changeWords(base, layout, key, id, now)
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
  local added = {}
  for word in pairs(keep) do
    call('SADD', base .. 'w:' .. word, id)
    added[#added + 1] = 0
    added[#added + 1] = word
  end
  for from = 1, #added, 2000 do call('ZADD', base .. 'l', unpack(added, from, math.min(from + 1999, #added))) end
  if length ~= 0 then call('HINCRBY', meta, 'length:' .. layout.c, length) end
end

local function reindex(base, layout, key, record, text)
  local stored = call('HGET', base .. 'r', key)
  if not stored and record == '' then return end
  local id = stored and sub(stored, 1, find(stored, ';', 1, true) - 1)
  if not id then
    id = format('%.0f', call('HINCRBY', meta, 'last:' .. layout.c, 1))
    call('HSET', base .. 'i', id, key)
  end
  if not stored or sub(stored, #id + 1) ~= record then
    local oldSingle, oldSeveral, newSingle, newSeveral
    if stored then oldSingle, oldSeveral = opened(stored, layout) end
    if record ~= '' then newSingle, newSeveral = opened(record, layout) end
    changeSingle(base, layout, key, id, oldSingle, newSingle)
    changeSeveral(base, layout, id, oldSeveral, newSeveral)
    if record ~= '' then call('HSET', base .. 'r', key, id .. record) end
  end
  if layout.text then changeWords(base, layout, key, id, text) end
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
