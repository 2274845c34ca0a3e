using System.Collections.Immutable;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Devices.Registry;

/// <summary>All registered devices: the fixed ones of the settings file and the added ones of <c>devices.json</c>.</summary>
/// <param name="Devices">The fixed devices in their file's order, then the added ones.</param>
/// <param name="LeftOut">Why an added device is left out: it collides with a fixed one.</param>
internal sealed record RegistryView(ImmutableArray<RegisteredDevice> Devices, ImmutableArray<SettingsError> LeftOut)
{
    /// <summary>What the forwarding loop works by.</summary>
    public ImmutableArray<DeviceSettings> Settings => [.. Devices.Select(device => device.Settings)];

    public RegisteredDevice? Find(string id) => Devices.FirstOrDefault(device => device.Id == id);

    /// <summary>
    /// Puts both lists together. The fixed device wins over an added one of the same name or external port: the result
    /// hangs on what the two files hold and not on which was changed first, so that it is the same after a restart.
    /// </summary>
    public static RegistryView Of(ImmutableArray<DeviceSettings> @fixed, RegistryContent content)
    {
        ImmutableArray<DeviceSettings> accepted = [.. @fixed.Select(device => device with { IsPaused = content.PausedFixed.Contains(ForwardId.Slug(device.Name)) })];
        var errors = new List<SettingsError>();
        DeviceRules.Check(accepted.AddRange(content.Added), errors);
        if (errors.Count == 0)
        {
            accepted = accepted.AddRange(content.Added);
        }
        else
        {
            errors.Clear();
            for (var index = 0; index < content.Added.Length; index++)
            {
                var before = errors.Count;
                DeviceRules.Check(accepted.Add(content.Added[index]), errors);
                if (errors.Count == before) accepted = accepted.Add(content.Added[index]);
                else Readdress(errors, before, $"Devices[{accepted.Length}]", $"{RegistryFile.FileName} Devices[{index}]");
            }
        }

        return new RegistryView([.. WithPorts(accepted).Select((device, index) => new RegisteredDevice(device, index < @fixed.Length))], [.. errors]);
    }

    /// <summary>
    /// The same devices with the external ports that Porthole chooses for those without one. An added device keeps that
    /// number in its file: another device that comes or goes must not move an address that was given to a phone.
    /// </summary>
    public static ImmutableArray<DeviceSettings> WithPorts(ImmutableArray<DeviceSettings> devices)
    {
        var wishes = WishedForwards.From(devices).ToDictionary(wish => wish.Id, wish => (int)wish.ExternalPort, StringComparer.Ordinal);
        return [.. devices.Select(device => device with { Ports = [.. device.Ports.Select(port => port with { External = wishes[ForwardId.Create(device.Name, port.Name)] })] })];
    }

    private static void Readdress(List<SettingsError> errors, int from, string merged, string own)
    {
        for (var index = from; index < errors.Count; index++)
            errors[index] = errors[index] with { Key = errors[index].Key.Replace(merged, own, StringComparison.Ordinal) };
    }
}
