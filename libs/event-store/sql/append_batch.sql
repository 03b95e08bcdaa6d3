SELECT outcome, first_position, last_position, recorded_at, input, refusal
FROM append_batch(
  $1::bigint,
  $2::bytea[], $3::bytea[], $4::text[],
  $5::int[], $6::int[], $7::bigint[], $8::int[], $9::bigint[],
  $10::text[], $11::text[], $12::int[],
  $13::text[], $14::text[],
  $15::int[], $16::int[], $17::bigint[],
  $18::int[], $19::int[], $20::text[], $21::text[], $22::bytea[], $23::bytea[],
  $24::text[], $25::text[], $26::bigint[], $27::text[], $28::text[], $29::text[]
)
