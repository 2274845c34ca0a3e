using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Xml.Linq;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Agreement;

/// <summary>A router that is asked the same as another one: the simulated or the real one.</summary>
internal abstract class Candidate : IAsyncDisposable
{
    /// <summary>The router's address on the LAN.</summary>
    public abstract IPAddress Router { get; }

    /// <summary>The address of the host that asks.</summary>
    public abstract IPAddress Asker { get; }

    /// <summary>The address of another host.</summary>
    public abstract IPAddress Other { get; }

    /// <summary>The external address.</summary>
    public abstract IPAddress Wan { get; }

    /// <summary>Where SOAP is spoken.</summary>
    protected abstract IPEndPoint Web { get; }

    protected abstract IPEndPoint Pcp { get; }

    protected abstract IPEndPoint Ssdp { get; }

    /// <summary>A socket on the asker's side of the network.</summary>
    protected abstract Socket Make(Func<Socket> make);

    public abstract ValueTask DisposeAsync();

    /// <summary>The bytes of a PCP or NAT-PMP answer with the epoch and the external address blanked; "none" for silence.</summary>
    public async Task<string> AskPcpAsync(byte[] request, IPAddress? from = null, TimeSpan? patience = null)
    {
        if (await AskAsync(Pcp, request, from ?? Asker, patience) is not { } answer)
            return "none";
        answer.AsSpan(answer[0] == 2 ? 8 : 4, 4).Clear();
        return Convert.ToHexStringLower(answer).Replace(Convert.ToHexStringLower(Wan.GetAddressBytes()), "{WAN}").Replace(Convert.ToHexStringLower(Other.GetAddressBytes()), "{OTH}");
    }

    /// <summary>The first SSDP answer's lines, without what names a host or a boot.</summary>
    public async Task<string> SearchAsync(string target, TimeSpan? patience = null)
    {
        var request = $"M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: {target}\r\n\r\n";
        if (await AskAsync(Ssdp, Encoding.ASCII.GetBytes(request), Asker, patience) is not { } answer)
            return "none";
        return string.Join("|", Encoding.UTF8.GetString(answer).TrimEnd().Split("\r\n").Select(line => line.Split(": ") switch
        {
            ["SERVER" or "LOCATION" or "BOOTID.UPNP.ORG" or "01-NLS", ..] => line.Split(": ")[0],
            _ => line,
        }));
    }

    /// <summary>A SOAP action's fault code, or its output arguments, with addresses named by their part.</summary>
    public async Task<string> CallAsync(string action, IPAddress? from, params (string Name, string Value)[] arguments)
    {
        const string Service = "urn:schemas-upnp-org:service:WANIPConnection:2";
        var body = $"<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><u:{action} xmlns:u=\"{Service}\">"
            + string.Concat(arguments.Select(a => $"<{a.Name}>{a.Value}</{a.Name}>")) + $"</u:{action}></s:Body></s:Envelope>";
        var request = $"POST /ctl/IPConn HTTP/1.1\r\nHost: {Web}\r\nSOAPAction: \"{Service}#{action}\"\r\nContent-Type: text/xml\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        using var socket = Make(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        socket.Bind(new IPEndPoint(from ?? Asker, 0));
        await socket.ConnectAsync(Web, TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.UTF8.GetBytes(request), TestContext.Current.CancellationToken);
        var reply = Encoding.UTF8.GetString((await Wire.ReadToEndAsync(socket)).ShouldNotBeNull(action));
        var status = reply[.."HTTP/1.1 200".Length];
        var xml = XDocument.Parse(ControlPoint.Body(reply));
        var outcome = xml.Descendants().FirstOrDefault(e => e.Name.LocalName == "errorCode") is { } code
            ? $"fault {code.Value}"
            : string.Join(", ", xml.Descendants().First(e => e.Name.LocalName == action + "Response").Elements().Select(e => $"{e.Name.LocalName}={(e.Name.LocalName == "NewLeaseDuration" ? Tens(e.Value) : e.Value)}"));
        return $"{status}: {Name(outcome)}";
    }

    // A second may pass between making a mapping and reading it back.
    private static int Tens(string seconds) => (int.Parse(seconds) + 9) / 10 * 10;

    private string Name(string text) =>
        text.Replace(Asker.ToString(), "{asker}").Replace(Other.ToString(), "{other}").Replace(Wan.ToString(), "{wan}");

    private async Task<byte[]?> AskAsync(IPEndPoint to, byte[] request, IPAddress from, TimeSpan? patience)
    {
        using var socket = Make(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        socket.Bind(new IPEndPoint(from, 0));
        await socket.SendToAsync(request, to, TestContext.Current.CancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(patience ?? Wire.Patience);
        var buffer = new byte[2048];
        try
        {
            return buffer[..await socket.ReceiveAsync(buffer, SocketFlags.None, stop.Token)];
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
