using Porthole.Agent.Settings;

namespace Porthole.Agent.Devices.Registry;

/// <summary>A device of the registry.</summary>
/// <param name="Settings">The device; <see cref="DeviceSettings.IsPaused"/> says whether it is paused.</param>
/// <param name="IsFixed">Whether it stands in the settings file, where alone it can be changed.</param>
internal sealed record RegisteredDevice(DeviceSettings Settings, bool IsFixed)
{
    /// <summary>The first part of its forwards' identities.</summary>
    public string Id { get; } = ForwardId.Slug(Settings.Name);
}
