/**
 * What a network sees, for people: {@link io.lockstep.driver.preview.Preview} draws the first
 * training examples of an epoch on a {@link io.lockstep.driver.preview.ContactSheet}.
 */
package io.lockstep.driver.preview;
