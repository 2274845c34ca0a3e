using System.Collections.Immutable;
using System.Net;
using Porthole.PortMapping;

namespace Porthole.Agent.Diagnosis.Ports;

/// <summary>Linux: the socket's inode from /proc/net, then the process that has it open.</summary>
internal static class LinuxPortHolders
{
    // systemd keeps the sockets open that it hands to services; the service is who has the port.
    private const int Init = 1;

    public static PortHolder? Find(Transport transport, IPEndPoint endPoint)
    {
        var socket = Tables(transport).SelectMany(table => LinuxSocketTable.Parse(Lines(table)))
            .Where(socket => PortHolders.Collide(socket.Local, endPoint))

            // A connection that happens to have the port collides too, but a listener is what an owner looks for.
            .MaxBy(socket => socket.IsListening);
        return socket is null ? null : Processes().Where(process => HasOpen(process, $"socket:[{socket.Inode}]")).Select(PortHolder.Of).FirstOrDefault();
    }

    private static ImmutableArray<string> Tables(Transport transport) =>
        transport == Transport.Tcp ? ["/proc/net/tcp", "/proc/net/tcp6"] : ["/proc/net/udp", "/proc/net/udp6"];

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (IOException)
        {
            // A kernel without IPv6 has no table of it.
            return [];
        }
    }

    // The lowest id first: of a server and its children, the server.
    private static IEnumerable<int> Processes() =>
        Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
            .Where(id => id > 0)
            .OrderBy(id => id == Init)
            .ThenBy(id => id);

    private static bool HasOpen(int process, string link)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Any(entry => new FileInfo(entry).LinkTarget == link);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another user's, or gone.
            return false;
        }
    }
}
