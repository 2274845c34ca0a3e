using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Porthole.Relay.Listening;

/// <summary>Lets the thread that learns of a socket's bytes carry them, instead of waking another thread for each piece.</summary>
/// <remarks>
/// On Linux one thread waits for all sockets (epoll) and hands each event to the thread pool. For a relay, which copies and never
/// blocks, the handing over is most of the cost: measured, 50 cameras of 8 Mbit/s take 15 % of a core with it and 8 % without
/// (nginx 7 %). The framework has the switch for a socket but not yet in public (dotnet/runtime#34945, #59157); the public one is
/// for the whole process, where a handler that blocks would hold up every socket. Where the switch is missing (Windows, macOS, a
/// later framework) nothing is lost but the gain.
/// </remarks>
internal static class InlineCompletions
{
    public static bool IsSupported { get; } = Probe();

    public static void Prefer(Socket socket)
    {
        if (IsSupported)
            SetPreferInlineCompletions(socket, true);
    }

    private static bool Probe()
    {
        if (!OperatingSystem.IsLinux())
            return false;

        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            SetPreferInlineCompletions(socket, true);
            return true;
        }
        catch (MissingMethodException)
        {
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_PreferInlineCompletions")]
    private static extern void SetPreferInlineCompletions(Socket socket, bool value);
}
