package io.lockstep.driver.training;

import io.lockstep.network.ModelSpec;
import io.lockstep.network.StartParameters;
import java.util.Optional;

/**
 * What a model's source holds.
 *
 * @param model its layers
 * @param sha256 of its content
 * @param parameters empty: layers alone
 */
record StartModel(ModelSpec model, String sha256, Optional<StartParameters> parameters) {}
