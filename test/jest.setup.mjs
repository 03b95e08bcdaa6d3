/**
 * Nest's libraries are CommonJS and require each other: first met halfway through an ESM graph they fail with
 * "require() in a cycle". Importing them once, before any test file, settles the order.
 */
import 'reflect-metadata';
import '@nestjs/common';
import '@nestjs/core';
