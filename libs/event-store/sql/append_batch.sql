SELECT outcome, first_position, last_position, recorded_at, input, refusal
FROM append_batch(
  $1::bigint,
  $2::bytea[], $3::bytea[], $4::text[],
  $5::text[], $6::text[], $7::bigint[], $8::text[], $9::text[], $10::text[],
  $11::int[], $12::int[], $13::bigint[],
  $14::text[], $15::text[],
  $16::int[], $17::int[], $18::bigint[],
  $19::int[], $20::int[], $21::text[], $22::text[], $23::bytea[], $24::bytea[],
  $25::text[], $26::text[], $27::int[]
)
