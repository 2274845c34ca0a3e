using System.Collections.Immutable;
using Porthole.Agent.Settings;
using Porthole.PortMapping;

namespace Porthole.Agent.Devices;

/// <summary>Turns registered devices into the forwards they wish.</summary>
internal static class WishedForwards
{
    public static ImmutableArray<WishedForward> From(IReadOnlyList<DeviceSettings> devices)
    {
        // Ports that owners named come first: a default never takes what somebody asked for by number.
        var taken = devices.SelectMany(device => device.Ports)
            .Where(port => port.External is not null)
            .Select(port => (port.Protocol, (ushort)port.External!.Value))
            .ToHashSet();
        return
        [
            .. from device in devices
               from port in device.Ports
               select new WishedForward
               {
                   Id = ForwardId.Create(device.Name, port.Name),
                   Device = device.Name,
                   Name = port.Name,
                   Brand = device.Brand,
                   Transport = port.Protocol,
                   Address = device.Address,
                   RegisteredAddress = device.Address,
                   Mac = device.Mac,
                   InternalPort = (ushort)port.Internal,
                   ExternalPort = (ushort?)port.External ?? Choose(port, taken),
                   Route = port.Route,
                   AllowFrom = device.AllowFrom,
                   IsPaused = device.IsPaused,
               },
        ];
    }

    private static ushort Choose(PortSettings port, HashSet<(Transport, ushort)> taken)
    {
        var wish = ExternalPorts.DefaultFor(port.Internal);

        // More devices of one kind than the sequence holds: the first free number above it.
        return ExternalPorts.SequenceFrom(wish).Concat(ExternalPorts.From(wish)).First(candidate => taken.Add((port.Protocol, candidate)));
    }
}
