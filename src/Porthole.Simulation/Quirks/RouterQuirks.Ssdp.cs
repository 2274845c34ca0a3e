using System.Net;

namespace Porthole.Simulation;

/// <content>How searches are answered.</content>
public static partial class RouterQuirks
{
    private const string Location = "LOCATION: ";

    /// <summary>Changes each answer to a search.</summary>
    public static Quirk Ssdp(Func<string, string?> change) => new() { ChangeSsdp = change };

    /// <summary>Does not answer searches at all, while description and SOAP work: only a remembered URL helps.</summary>
    public static Quirk NoSearchAnswers => Ssdp(_ => null);

    /// <summary>Header names in lower case.</summary>
    public static Quirk LowerCaseSsdpHeaders => Ssdp(text => string.Join("\r\n", text.Split("\r\n").Select(LowerName)));

    /// <summary>No blank behind the colon.</summary>
    public static Quirk NoBlankAfterColon => Ssdp(text => text.Replace(": ", ":"));

    /// <summary>Lines end with LF alone.</summary>
    public static Quirk SsdpWithBareLineFeeds => Ssdp(text => text.Replace("\r\n", "\n"));

    /// <summary><c>AL:</c> in place of <c>LOCATION:</c> (Open.NAT knows it).</summary>
    public static Quirk LocationCalledAl => Ssdp(text => text.Replace(Location, "AL: "));

    /// <summary>No SERVER header's value (Sagemcom FAST3890V3).</summary>
    public static Quirk EmptyServer => Ssdp(text => ReplaceLine(text, "SERVER: ", "SERVER:"));

    /// <summary>A uuid that is none (BT HomeHub, syncthing/syncthing#890).</summary>
    public static Quirk InvalidUuid => Ssdp(text => text.Replace("USN: uuid:8f3c0d52-6b1e-4a9e-9c55-", "USN: uuid:UUID-not-set-"));

    /// <summary>A status line that names no version (<c>HTTP 1.x 200 OK</c>).</summary>
    public static Quirk OddSsdpStatusLine => Ssdp(text => text.Replace("HTTP/1.1 200 OK", "HTTP 1.x 200 OK"));

    /// <summary>Every header twice.</summary>
    public static Quirk DoubledSsdpHeaders => Ssdp(text =>
    {
        var lines = text.TrimEnd().Split("\r\n");
        return string.Join("\r\n", lines.Concat(lines.Skip(1))) + "\r\n\r\n";
    });

    /// <summary>Only the Wi-Fi provisioning service of the same box answers, whatever is searched (Sagemcom, tailscale/tailscale#3557).</summary>
    public static Quirk OnlyWifiProvisioning => Ssdp(text => text.Contains("rootdevice", StringComparison.Ordinal) || text.Contains("InternetGatewayDevice", StringComparison.Ordinal)
        ? ReplaceLine(ReplaceLine(text, "ST: ", "ST: urn:schemas-wifialliance-org:device:WFADevice:1"), "USN: ", "USN: uuid:00000000-0000-0000-0000-000000000001::urn:schemas-wifialliance-org:device:WFADevice:1")
        : null);

    /// <summary>The description is said to be elsewhere: on a spoofed host, a dead port, a link-local address without its zone, with blanks in it.</summary>
    public static Quirk LocationReads(string url) => Ssdp(text => ReplaceLine(text, Location, Location + url));

    /// <summary>The description is said to be on another host, on the router's own port and path (ofekp/TinyUPnP#1).</summary>
    public static Quirk LocationOnHost(string host) => Ssdp(text =>
    {
        var line = text.Split("\r\n").FirstOrDefault(l => l.StartsWith(Location, StringComparison.Ordinal), "");
        return Uri.TryCreate(line[Math.Min(line.Length, Location.Length)..], UriKind.Absolute, out var url)
            ? ReplaceLine(text, Location, $"{Location}http://{host}:{url.Port}{url.PathAndQuery}")
            : text;
    });

    /// <summary>Answers come from another address, as with two routers that share one (VRRP, CARP; tailscale/tailscale#5502). The address must be this machine's.</summary>
    public static Quirk SearchAnsweredFrom(IPAddress address) => new() { AnswerSsdpFrom = address };

    private static string LowerName(string line)
    {
        var colon = line.IndexOf(':');
        return colon < 0 ? line : line[..colon].ToLowerInvariant() + line[colon..];
    }

    private static string ReplaceLine(string text, string start, string line) => string.Join(
        "\r\n",
        text.Split("\r\n").Select(l => l.StartsWith(start, StringComparison.Ordinal) ? line : l));
}
