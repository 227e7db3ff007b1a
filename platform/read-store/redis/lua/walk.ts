/**
 * Looks at some candidates of a query, in the order of an index or of a set, and answers those that fit. KEYS[1]
 * is the projection's catalogue; ARGV: generation, its nonce, the question ({@link import('../walk.ts').Question})
 * as JSON. Answers the number of commits so far, where to go on ('' at the end), how many were looked at, and
 * what was asked for. Never looks at more than the question allows, give or take one piece.
 */
export const walkScript = String.raw`
local generation = ARGV[1]
if redis.call('HGET', KEYS[1], 'n:' .. generation) ~= ARGV[2] then return 'gone' end
local call, null = redis.call, cjson.null
local q = cjson.decode(ARGV[3])
local root = KEYS[1] .. ':' .. generation
local base = root .. ':' .. q.c .. ':'
local commits = call('HGET', root .. ':m', 'commits') or '0'
local driver, examined, done = q.driver, 0, false

local function keysOf(members)
  if driver.skip < 0 then return members, nil end
  local keys, places = {}, {}
  for at, member in ipairs(members) do
    local _, last = string.find(member, '\0\1', driver.skip + 1, true)
    keys[at] = string.sub(member, last + 1)
    places[at] = string.sub(member, driver.skip + 1, last - 2)
  end
  return keys, places
end

local function ascending(count)
  local members = call('ZRANGEBYLEX', base .. driver.key, driver.min, driver.max, 'LIMIT', 0, count)
  if #members < count then done = true else driver.min = '(' .. members[#members] end
  return members
end

local function group(member)
  local _, last = string.find(member, '\0\1', driver.skip + 1, true)
  return string.sub(member, 1, last)
end

-- Greatest value first, but within one value the keys ascend: runs of one value are turned round.
local function descending(count)
  local index = base .. driver.key
  if driver.run then
    local members = call('ZRANGEBYLEX', index, driver.from, '(' .. string.sub(driver.run, 1, -2) .. '\2', 'LIMIT', 0, count)
    if #members < count then
      driver.max, driver.run = '(' .. driver.run, nil
    else
      driver.from = '(' .. members[#members]
    end
    return members
  end
  local found = call('ZREVRANGEBYLEX', index, driver.max, driver.min, 'LIMIT', 0, count)
  local whole = #found < count
  local members, run, size = {}, nil, 0
  local from = 1
  for at = 1, #found + 1 do
    local here = found[at] and group(found[at])
    if here ~= run then
      if run and (here or whole) then
        for back = at - 1, from, -1 do members[#members + 1] = found[back] end
        driver.max = '(' .. run
      elseif run then
        driver.run, driver.from = run, '[' .. run
      end
      run, from = here, at
    end
  end
  if whole then done = true end
  return members
end

local function reversed(count)
  local members = call('ZREVRANGEBYLEX', base .. driver.key, driver.max, driver.min, 'LIMIT', 0, count)
  if #members < count then done = true else driver.max = '(' .. members[#members] end
  return members
end

local function only(list, wanted)
  local kept = {}
  for at, value in ipairs(list) do if wanted[at] then kept[#kept + 1] = value end end
  return kept
end

local function fromSet(count)
  local reply = call('SSCAN', base .. driver.set, driver.cursor, 'COUNT', count)
  driver.cursor, done = reply[1], reply[1] == '0'
  return reply[2]
end

local function inSets(ids)
  local wanted
  for _, set in ipairs(q.sets) do
    local members = call('SMISMEMBER', base .. set, unpack(ids))
    if not wanted then wanted = {} for at = 1, #ids do wanted[at] = true end end
    for at = 1, #ids do wanted[at] = wanted[at] and members[at] == 1 end
  end
  return wanted
end

for _, condition in ipairs(q.where) do
  condition.set = {}
  for _, value in ipairs(condition.values or {}) do condition.set[value] = true end
end

local find, sub = string.find, string.sub

-- A single value of a record, as lua/commit.ts describes it.
local function single(record, at)
  local from = find(record, ';', 1, true) + 1
  for _ = 2, at do from = find(record, '\0\1', from, true) + 2 end
  return sub(record, from, find(record, '\0\1', from, true) - 1)
end

local function list(record, at)
  local from = find(record, ';', 1, true) + 1
  for _ = 1, q.singles do from = find(record, '\0\1', from, true) + 2 end
  for _ = 2, at do from = find(record, '\0\3', from, true) + 2 end
  local values = {}
  while sub(record, from, from + 1) ~= '\0\3' do
    local stop = find(record, '\0\1', from, true)
    values[#values + 1] = sub(record, from, stop - 1)
    from = stop + 2
  end
  return values
end

local function holds(condition, record)
  if condition.of == 'range' then
    -- Encoded numbers are hexadecimal digits of one length, whose order no collation changes.
    local value = single(record, condition.at)
    return value ~= '2' and (condition.from == null or value >= condition.from) and (condition.to == null or value <= condition.to)
  end
  local hit = false
  if condition.list == 1 then
    hit = condition.set[single(record, condition.at)] == true
  else
    for _, each in ipairs(list(record, condition.at)) do if condition.set[each] then hit = true break end end
  end
  return hit == (condition.of == 'any')
end

local function fits(record)
  for _, condition in ipairs(q.where) do if not holds(condition, record) then return false end end
  return true
end

local function begins(text)
  if not text then return false end
  if q.prefix ~= null and not string.find(text, ' ' .. q.prefix, 1, true) then return false end
  for _, word in ipairs(q.without) do if string.find(text, ' ' .. word .. ':', 1, true) then return false end end
  return true
end

-- How often each word occurs, the last one as a beginning, behind the length of the whole text.
local function occurrences(text)
  local counts = { string.match(text, '^%d+') }
  for at, word in ipairs(q.score) do
    local pattern, total, from = ' ' .. word .. (at < #q.score and ':' or ''), 0, 1
    while true do
      local _, last = string.find(text, pattern, from, true)
      if not last then break end
      local _, stop, count = string.find(text, ':(%d+)', at < #q.score and last or last + 1)
      total, from = total + tonumber(count), stop + 1
    end
    counts[#counts + 1] = tostring(total)
  end
  return table.concat(counts, ' ')
end

local rows, counts, total = {}, {}, 0
local withText = q.prefix ~= null or #q.without > 0 or q.score ~= null
local withRecord = #q.where > 0 or q.mode == 'facet' or (q.mode == 'collect' and q.by > 0)

while not done and examined < q.budget and (q.mode ~= 'page' or #rows < q.limit) do
  local count = math.min(q.piece, q.budget)
  local keys, places, ids, found
  if driver.set then
    found = fromSet(count)
    ids = found
  else
    found = driver.turn == 'value' and descending(count) or driver.turn == 'key' and reversed(count) or driver.turn == 'no' and ascending(count) or {}
    keys, places = keysOf(found)
  end
  examined = examined + #found
  local size = #found
  if size > 0 then
    local records
    if not driver.set and (#q.sets > 0 or withRecord) then
      records = call('HMGET', base .. 'r', unpack(keys))
      if #q.sets > 0 then
        ids = {}
        for at = 1, size do ids[at] = records[at] and sub(records[at], 1, find(records[at], ';', 1, true) - 1) or '0' end
      end
    end
    if #q.sets > 0 then
      local wanted = inSets(ids)
      ids = only(ids, wanted)
      if keys then keys = only(keys, wanted) end
      if places then places = only(places, wanted) end
      if records then records = only(records, wanted) end
      size = #ids
    end
    if size > 0 and driver.set and (q.mode ~= 'count' or withRecord or withText) then keys = call('HMGET', base .. 'i', unpack(ids)) end
    if size > 0 and withRecord and not records then records = call('HMGET', base .. 'r', unpack(keys)) end
    local texts = size > 0 and withText and call('HMGET', base .. 't', unpack(keys))
    for at = 1, size do
      local record = withRecord and records[at]
      if (not withRecord or (record and fits(record))) and (not texts or begins(texts[at])) then
        total = total + 1
        if q.mode == 'page' then
          if #rows < q.limit then rows[#rows + 1] = { keys[at], places and places[at] or '' } end
        elseif q.mode == 'facet' then
          if q.list == 2 then
            for _, each in ipairs(list(record, q.by)) do counts[each] = (counts[each] or 0) + 1 end
          else
            local value = single(record, q.by)
            if value ~= '2' then
              value = sub(value, 2)
              counts[value] = (counts[value] or 0) + 1
            end
          end
        elseif q.mode == 'collect' then
          rows[#rows + 1] = { keys[at], q.by > 0 and single(record, q.by) or '', q.score ~= null and occurrences(texts[at]) or '' }
        end
      end
    end
  end
end

local next = ''
if not done and (q.mode ~= 'page' or #rows < q.limit) then next = cjson.encode(driver) end
if q.mode == 'page' and #rows > 0 then
  local keys = {}
  for at, row in ipairs(rows) do keys[at] = row[1] end
  for from = 1, #keys, 1000 do
    local documents = call('HMGET', base .. 'd', unpack(keys, from, math.min(from + 999, #keys)))
    for at, document in ipairs(documents) do rows[from + at - 1][3] = document end
  end
elseif q.mode == 'count' then
  rows = total
elseif q.mode == 'facet' then
  for value, count in pairs(counts) do rows[#rows + 1] = { value, count } end
end
return { commits, next, examined, rows }
`;
