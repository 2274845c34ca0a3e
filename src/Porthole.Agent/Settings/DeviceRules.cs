using System.Collections.Immutable;
using Porthole.Agent.Devices;
using Porthole.Agent.Devices.Brands;

namespace Porthole.Agent.Settings;

/// <summary>The checks that concern several devices or ports at once.</summary>
internal static class DeviceRules
{
    public static void Check(ImmutableArray<DeviceSettings> devices, List<SettingsError> errors)
    {
        CheckNames(devices, errors);
        CheckPortNames(devices, errors);
        CheckExternalPorts(devices, errors);
        CheckRoutes(devices, errors);
        CheckExposure(devices, errors);
    }

    private static void CheckNames(ImmutableArray<DeviceSettings> devices, List<SettingsError> errors)
    {
        var seen = new Dictionary<string, string>();
        for (var i = 0; i < devices.Length; i++)
        {
            var name = devices[i].Name;
            if (name.Length > 0 && !seen.TryAdd(ForwardId.Slug(name), name))
                errors.Add(new SettingsError(name, $"Devices[{i}].Name", $"The name is taken by device \"{seen[ForwardId.Slug(name)]}\". Give each device a name of its own."));
        }
    }

    private static void CheckPortNames(ImmutableArray<DeviceSettings> devices, List<SettingsError> errors)
    {
        for (var i = 0; i < devices.Length; i++)
        {
            foreach (var twins in devices[i].Ports.GroupBy(port => ForwardId.Slug(port.Name)).Where(group => group.Count() > 1))
                errors.Add(new SettingsError(devices[i].Name, $"Devices[{i}].Ports", $"Two ports are named \"{twins.Key}\". Give each port of a device a name of its own."));
        }
    }

    private static void CheckExternalPorts(ImmutableArray<DeviceSettings> devices, List<SettingsError> errors)
    {
        var claims =
            from device in devices.Select((settings, index) => (settings, index))
            from port in device.settings.Ports
            where port.External is not null
            group (device.settings, device.index, port) by (port.Protocol, port.External!.Value);
        foreach (var claim in claims.Where(group => group.Count() > 1))
        {
            var holders = claim.ToList();
            var (device, index, port) = holders[^1];
            var others = string.Join(", ", holders[..^1].Select(other => $"\"{other.settings.Name}\" {other.port.Name}"));
            errors.Add(new SettingsError(
                device.Name,
                $"Devices[{index}].Ports.{port.Name}.External",
                $"External port {claim.Key.Value} is wished by {others} too. Give each forward an external port of its own, or leave it out."));
        }
    }

    private static void CheckRoutes(ImmutableArray<DeviceSettings> devices, List<SettingsError> errors)
    {
        for (var i = 0; i < devices.Length; i++)
        {
            if (devices[i].AllowFrom is null) continue;
            foreach (var port in devices[i].Ports.Where(port => port.Route == RoutePreference.Direct))
            {
                errors.Add(new SettingsError(
                    devices[i].Name,
                    $"Devices[{i}].Ports.{port.Name}.Route",
                    "The route is direct, but the device has an allow-list, which only the relay can keep. Write auto or relay, or take AllowFrom out."));
            }
        }
    }

    private static void CheckExposure(ImmutableArray<DeviceSettings> devices, List<SettingsError> errors)
    {
        for (var i = 0; i < devices.Length; i++)
        {
            foreach (var port in devices[i].Ports.Where(port => !port.Force))
            {
                if (ExposureRules.Refuse(devices[i].Brand, port.Protocol, port.Internal, port.External) is { } reason)
                    errors.Add(new SettingsError(devices[i].Name, $"Devices[{i}].Ports.{port.Name}", reason));
            }
        }
    }
}
