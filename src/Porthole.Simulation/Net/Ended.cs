using System.Net.Sockets;

namespace Porthole.Simulation.Net;

/// <summary>Tells the ordinary ends of a connection from bugs, in one place.</summary>
internal static class Ended
{
    /// <summary>Whether <paramref name="e"/> only says that a peer left or that the service stops.</summary>
    public static bool Normally(Exception e) =>
        e is OperationCanceledException or SocketException or IOException or ObjectDisposedException;
}
