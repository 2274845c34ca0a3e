using System.Net;
using System.Net.Sockets;
using System.Text;
using Porthole.Lab;

namespace Porthole.Benchmarks.ManyRules;

/// <summary>
/// The router's own time: AddPortMapping calls one behind the other, each on a connection of its own, ready-made bytes
/// sent and the answer read to its end. Nobody can be faster on a router that takes calls one by one.
/// </summary>
internal static class SerialRouter
{
    private const string Service = "urn:schemas-upnp-org:service:WANIPConnection:1";

    /// <summary>Opens every port in turn.</summary>
    public static async Task MapAsync(RouterLab lab, IEnumerable<int> ports)
    {
        var router = new IPEndPoint(IPAddress.Parse(Router.LanAddress), 5555);
        var buffer = new byte[4096];
        foreach (var request in ports.Select(Request).ToList())
        {
            using var socket = await lab.Nvr.ConnectAsync(router);
            await socket.SendAsync(request);
            var answer = "";
            for (var read = 1; read > 0;)
            {
                read = await socket.ReceiveAsync(buffer, SocketFlags.None);
                answer += Encoding.ASCII.GetString(buffer, 0, read);
            }

            if (!answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
                throw new LabException($"The router refused a port:\n{answer}");
        }
    }

    private static byte[] Request(int port)
    {
        var body = $"""
            <?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body><u:AddPortMapping xmlns:u="{Service}"><NewRemoteHost></NewRemoteHost><NewExternalPort>{port}</NewExternalPort><NewProtocol>TCP</NewProtocol><NewInternalPort>80</NewInternalPort><NewInternalClient>192.168.1.20</NewInternalClient><NewEnabled>1</NewEnabled><NewPortMappingDescription>serial</NewPortMappingDescription><NewLeaseDuration>3600</NewLeaseDuration></u:AddPortMapping></s:Body></s:Envelope>
            """;
        return Encoding.ASCII.GetBytes(
            $"POST /ctl/IPConn HTTP/1.1\r\nHost: {Router.LanAddress}:5555\r\nContent-Type: text/xml\r\nSOAPAction: \"{Service}#AddPortMapping\"\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
    }
}
