using System.Collections.Immutable;
using Porthole.Agent.Devices;
using Porthole.Agent.Devices.Brands;
using Porthole.Agent.Devices.Registry;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Dashboard.Sheet;

/// <summary>Fills the sheet in from what is registered and what is open.</summary>
internal static class SheetDocuments
{
    public static SheetDocument From(string site, StatusSnapshot snapshot, RegistryView registry, DateTimeOffset now)
    {
        var network = StatusDocuments.Network(snapshot);
        return new SheetDocument(
            site,
            now,
            [
                new("Public address", network.ExternalAddress ?? "not known"),
                new("Router", network.Router is null ? network.Gateway ?? "none" : $"{network.Gateway} ({network.Router})"),
                new("Recording PC", network.LocalAddress ?? "not known"),
            ],
            [.. registry.Devices.Select(device => Device(device, snapshot))]);
    }

    private static SheetDevice Device(RegisteredDevice device, StatusSnapshot snapshot)
    {
        var forwards = snapshot.Forwards.Where(forward => forward.Wish.Id.StartsWith($"{device.Id}/", StringComparison.Ordinal)).ToList();
        var local = forwards.Select(forward => (Forward: forward, At: ForwardAddresses.Internal(forward, snapshot))).ToList();
        var outside = forwards.Select(forward => (Forward: forward, At: ForwardAddresses.External(forward, snapshot))).Where(place => place.At is not null).Select(place => (place.Forward, At: place.At!)).ToList();
        var (brand, mac) = (device.Settings.Brand, device.Settings.Mac);
        return new SheetDevice
        {
            Name = device.Settings.Name,
            Fields =
            [
                .. brand is null ? ImmutableArray<SheetField>.Empty : [new SheetField("Brand", BrandPresets.Find(brand)?.Name ?? brand)],

                // Where it is: one that was followed is no longer where the settings say.
                new("Address on the LAN", (forwards.FirstOrDefault()?.Wish.Address ?? device.Settings.Address)?.ToString() ?? "this PC"),
                .. mac is null ? ImmutableArray<SheetField>.Empty : [new SheetField("MAC address", mac)],
            ],
            Ports = [.. forwards.Select(forward => new SheetPort(What(forward), ForwardAddresses.Internal(forward, snapshot), ForwardAddresses.External(forward, snapshot) ?? NotOpen(forward)))],
            Urls = [.. Urls("from outside", outside), .. SubStreams(brand, outside), .. Urls("on the LAN", local)],
            Forms = [.. new[] { AppForms.For(brand, device.Settings.Name, "from outside", ByPort(outside)), AppForms.For(brand, device.Settings.Name, "on the LAN", ByPort(local)) }.OfType<AppForm>()],
        };
    }

    private static IEnumerable<SheetUrl> Urls(string where, IEnumerable<(ForwardSnapshot Forward, string At)> places) =>
        from place in places
        let url = StreamUrl.For(place.Forward.Wish, place.At)
        where url is not null
        select new SheetUrl($"{What(place.Forward)} {where}", url);

    // A phone's link and screen are better served by the small picture.
    private static IEnumerable<SheetUrl> SubStreams(string? brand, IEnumerable<(ForwardSnapshot Forward, string At)> places) =>
        BrandPresets.Find(brand)?.SubStream is not { } path
            ? []
            : places.Where(place => StreamUrl.For(place.Forward.Wish, place.At)?.StartsWith("rtsp:", StringComparison.Ordinal) == true)
                .Select(place => new SheetUrl($"{What(place.Forward)} from outside, small picture", $"rtsp://{place.At}{path}"));

    private static Dictionary<int, string> ByPort(IEnumerable<(ForwardSnapshot Forward, string At)> places)
    {
        var byPort = new Dictionary<int, string>();
        foreach (var (forward, at) in places.Where(place => place.Forward.Wish.Transport == Transport.Tcp)) byPort.TryAdd(forward.Wish.InternalPort, at);
        return byPort;
    }

    private static string What(ForwardSnapshot forward) => forward.Wish.Name.ToLowerInvariant() switch
    {
        "http" or "https" or "rtsp" or "rtsps" => forward.Wish.Name.ToUpperInvariant(),
        _ => forward.Wish.Name,
    };

    private static string NotOpen(ForwardSnapshot forward) => forward.State switch
    {
        ForwardState.Paused => "paused",
        ForwardState.Pending => "being opened",
        ForwardState.Mapped => $"port {forward.Held.Mapping!.ExternalPort}, address not known",
        _ => "not open",
    };
}
