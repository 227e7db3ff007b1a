/** Half of the advisory lock's key; the other half is the table's oid. `evnt` in ASCII. */
const appending = 0x65766e74;

/**
 * Writes a batch of appends to different streams in one transaction, each as a whole or not at all.
 *
 * The lock is held to the end of the transaction, past the moment at which others can see it. So positions are given
 * in the order of the commits: whoever has read up to a position has read everything below it. Each statement
 * of the function sees what was committed before it, and so, behind the lock, everything (isolation READ COMMITTED).
 *
 * One row for each append: kept with the position of its last event, or refused with the stream's last revision,
 * -1 where there is no such stream. The arrays of the second line have one entry for each event.
 */
export const appendFunction = (schema: string): string => `
  CREATE FUNCTION ${schema}.append_events(
    streams text[], firsts bigint[], counts integer[], recorded_ats bigint[],
    appends integer[], event_streams text[], revisions bigint[], ids text[], types text[], datas text[], metadatas text[]
  ) RETURNS TABLE (kept boolean, value bigint) LANGUAGE plpgsql AS $$
  DECLARE
    head bigint;
    lasts bigint[];
  BEGIN
    -- An acknowledged append is on the disk, whatever the server's default is.
    IF current_setting('synchronous_commit') IN ('off', 'local') THEN
      PERFORM set_config('synchronous_commit', 'on', true);
    END IF;
    PERFORM pg_advisory_xact_lock(${appending}, '${schema}.events'::regclass::oid::integer);
    SELECT coalesce(max(position), 0) INTO head FROM ${schema}.events;
    lasts := ARRAY(
      SELECT coalesce((SELECT max(e.revision) FROM ${schema}.events e WHERE e.stream = a.stream), -1)
      FROM unnest(streams) WITH ORDINALITY AS a (stream, n) ORDER BY a.n
    );

    INSERT INTO ${schema}.events (position, revision, recorded_at, size, stream, id, type, data, metadata)
    SELECT head + row_number() OVER (ORDER BY e.n), e.revision, recorded_ats[e.append],
      length(e.data) + length(e.metadata), e.stream, e.id, e.type, e.data, e.metadata
    FROM unnest(appends, event_streams, revisions, ids, types, datas, metadatas) WITH ORDINALITY
      AS e (append, stream, revision, id, type, data, metadata, n)
    WHERE lasts[e.append] = firsts[e.append] - 1;

    RETURN QUERY
    SELECT coalesce(a.fits, false) OR m.position IS NOT NULL,
      CASE WHEN a.fits THEN head + a.upto ELSE coalesce(m.position, lasts[a.n]) END
    FROM (
      SELECT t.n, t.stream, t.first, t.count, t.fits,
        sum(t.count) OVER (ORDER BY t.n) AS till,
        (sum(CASE WHEN t.fits THEN t.count ELSE 0 END) OVER (ORDER BY t.n))::bigint AS upto
      FROM (
        SELECT u.n, u.stream, u.first, u.count, lasts[u.n] = u.first - 1 AS fits
        FROM unnest(streams, firsts, counts) WITH ORDINALITY AS u (stream, first, count, n)
      ) t
    ) a
    -- The same events at the same place: the answer of the first time.
    LEFT JOIN LATERAL (
      SELECT max(e.position) AS position FROM ${schema}.events e
      WHERE NOT a.fits AND e.stream = a.stream AND e.revision >= a.first AND e.revision < a.first + a.count
      HAVING array_agg(e.id ORDER BY e.revision) = ids[a.till - a.count + 1 : a.till]
    ) m ON true
    ORDER BY a.n;
  END $$;
`;
