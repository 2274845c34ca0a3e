using Microsoft.Extensions.Options;

namespace Porthole.Agent.Settings;

/// <summary>The ranges stated by attributes, checked by generated code (no reflection, so that trimming is safe).</summary>
[OptionsValidator]
internal sealed partial class MappingSettingsValidator : IValidateOptions<MappingSettings>;

/// <inheritdoc cref="MappingSettingsValidator"/>
[OptionsValidator]
internal sealed partial class RelaySettingsValidator : IValidateOptions<RelaySettings>;
