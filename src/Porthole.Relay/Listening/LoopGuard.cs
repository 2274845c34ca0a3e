using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Porthole.Relay.Listening;

/// <summary>
/// Knows every port that this host listens on, so that a relay never dials itself: one connection would become as many as the limits allow.
/// </summary>
internal sealed class LoopGuard
{
    private readonly Lock _lock = new();
    private ImmutableArray<Entry> _entries = [];

    /// <summary>Enters a listener, unless it or another one would then dial a listener of this host.</summary>
    public bool TryAdd(RelayListener listener)
    {
        lock (_lock)
        {
            var route = listener.Route;
            var entry = new Entry(listener, route.Transport, listener.LocalEndPoint);

            if (entry.Is(route.Transport, route.Target) || IsOwnListener(route.Transport, route.Target) ||
                _entries.Any(other => entry.Is(other.Transport, other.Listener.Route.Target)))
            {
                return false;
            }

            _entries = _entries.Add(entry);
            return true;
        }
    }

    public void Remove(RelayListener listener)
    {
        lock (_lock)
            _entries = _entries.RemoveAll(entry => ReferenceEquals(entry.Listener, listener));
    }

    public bool IsOwnListener(RelayTransport transport, IPEndPoint target)
    {
        foreach (var entry in _entries)
        {
            if (entry.Is(transport, target))
                return true;
        }

        return false;
    }

    private readonly record struct Entry(RelayListener Listener, RelayTransport Transport, IPEndPoint EndPoint)
    {
        public bool Is(RelayTransport transport, IPEndPoint target)
        {
            if (transport != Transport || target.Port != EndPoint.Port)
                return false;

            var address = Plain(target.Address);
            var listens = Plain(EndPoint.Address);
            return address.Equals(listens) ||
                (IsAny(listens) && (IsAny(address) || (Reaches(listens, address) && IsLocal(address)))) ||
                (IsAny(address) && IsLocal(listens));
        }

        /// <summary>Connecting to "any" reaches this PC itself (Linux; Windows refuses it).</summary>
        private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

        private static bool Reaches(IPAddress any, IPAddress address) => any.Equals(IPAddress.IPv6Any) || any.AddressFamily == address.AddressFamily;

        private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

        /// <summary>An address is this PC's own if a socket can be bound to it; no list of interfaces to keep.</summary>
        private static bool IsLocal(IPAddress address)
        {
            try
            {
                using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                probe.Bind(new IPEndPoint(address, 0));
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }
}
