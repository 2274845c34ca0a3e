using System.Net;
using Porthole.Agent.Devices.Discovery.Looking;
using Porthole.Agent.Devices.Discovery.Searching;
using Porthole.Agent.Devices.Discovery.Wire;

namespace Porthole.Agent.Devices.Discovery.Onvif;

/// <summary>The ONVIF calls that need no password (ONVIF Core, "Access classes", PRE_AUTH): the clock and the list of services.</summary>
internal static class OnvifCalls
{
    private const string Device = "xmlns=\"http://www.onvif.org/ver10/device/wsdl\"";

    /// <summary>A sign-in carries the time, and devices refuse one that differs by more than this (WS-Security UsernameToken).</summary>
    private static readonly TimeSpan WorstClock = TimeSpan.FromMinutes(5);

    /// <summary>What the device's services tell; null when it answers no call.</summary>
    public static async Task<Sighting?> AskAsync(HttpAsker http, Uri service, IPAddress address, TimeProvider time, CancellationToken cancellationToken)
    {
        var clock = await CallAsync(http, service, $"<GetSystemDateAndTime {Device}/>", cancellationToken);
        var services = await CallAsync(http, service, $"<GetServices {Device}><IncludeCapability>false</IncludeCapability></GetServices>", cancellationToken);

        // Devices from before ONVIF 2.1 know GetCapabilities only.
        if (services.Text("Namespace") is null) services = await CallAsync(http, service, $"<GetCapabilities {Device}><Category>All</Category></GetCapabilities>", cancellationToken);
        if (clock.Count == 0 && services.Count == 0) return null;
        return new Sighting
        {
            Evidence = Evidence.Onvif,
            Address = address,
            Ports = [DeviceService.PortOf(service)],
            Services = OnvifServices.Names(services),
            IsCamera = true,
            Note = ClockNote(OnvifClock.Read(clock), time.GetUtcNow()),
        };
    }

    private static async Task<List<XmlLeaf>> CallAsync(HttpAsker http, Uri service, string body, CancellationToken cancellationToken) =>
        await http.PostSoapAsync(service, body, cancellationToken) is { } answer ? XmlLeaves.Read(answer) : [];

    private static string? ClockNote(DateTimeOffset? clock, DateTimeOffset now) =>
        clock is { } theirs && (theirs - now).Duration() > WorstClock
            ? $"Its clock says {theirs:yyyy-MM-dd HH:mm} UTC, which is wrong. Recordings get wrong times, and programs that sign in over ONVIF are refused. Set it, or let it ask a time server."
            : null;
}
