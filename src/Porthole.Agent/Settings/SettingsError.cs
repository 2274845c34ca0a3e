namespace Porthole.Agent.Settings;

/// <summary>One mistake in the settings.</summary>
/// <param name="Device">The name of the device concerned; null outside the device list.</param>
/// <param name="Key">The key below <c>Porthole</c>, for instance <c>Devices[0].Ports[1].Internal</c>.</param>
/// <param name="Message">What is wrong and what to give instead.</param>
internal sealed record SettingsError(string? Device, string Key, string Message)
{
    /// <summary>The line shown to the owner: code, device, key, message.</summary>
    public override string ToString() =>
        Device is null ? $"PH501 {Key}: {Message}" : $"PH501 device \"{Device}\", {Key}: {Message}";
}
