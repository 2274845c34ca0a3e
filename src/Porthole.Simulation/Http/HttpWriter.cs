using System.Text;
using Porthole.Simulation.Net;

namespace Porthole.Simulation.Http;

/// <summary>Puts a reply on the wire, rightly or as wrongly as it says.</summary>
internal static class HttpWriter
{
    // Three chunks for an ordinary description; small enough that a client has to put pieces together.
    private const int ChunkSize = 1000;

    public static async ValueTask WriteAsync(Outlet outlet, HttpReply reply, TimeProvider time, CancellationToken cancellationToken)
    {
        await Pause(reply.Delay, time, cancellationToken);
        if (reply.ResetAfter is { } limit)
            outlet = new Outlet(outlet.Socket, limit);
        var bytes = Encode(reply);
        var piece = reply.PieceSize > 0 ? reply.PieceSize : Math.Max(bytes.Length, 1);
        for (var rest = bytes; rest.Length > 0; rest = rest[Math.Min(piece, rest.Length)..])
        {
            await Pause(reply.PieceDelay, time, cancellationToken);
            await outlet.SendAsync(rest[..Math.Min(piece, rest.Length)], cancellationToken);
        }

        if (reply.Framing == HttpFraming.NeverEnding)
            await Sockets.UntilClosedAsync(outlet.Socket, cancellationToken);
        else
            await Sockets.CloseGentlyAsync(outlet.Socket, time, cancellationToken);
    }

    /// <summary>The whole reply as it goes out.</summary>
    public static ReadOnlyMemory<byte> Encode(HttpReply reply)
    {
        if (reply.Raw is { } raw)
            return raw;
        if (reply.Framing == HttpFraming.ContentLength)
            reply = reply.WithHeader("Content-Length", (reply.Body.Length + reply.ContentLengthError).ToString());
        if (reply.Framing == HttpFraming.Chunked)
            reply = reply.WithHeader("Transfer-Encoding", "chunked");

        var head = new StringBuilder(reply.StatusLine).Append(reply.LineEnd);
        foreach (var (name, value) in reply.Headers)
            head.Append(reply.LowerCaseNames ? name.ToLowerInvariant() : name).Append(reply.HeaderSeparator).Append(value).Append(reply.LineEnd);
        head.Append(reply.LineEnd);
        return (byte[])[.. Encoding.Latin1.GetBytes(head.ToString()), .. reply.Framing == HttpFraming.Chunked ? Chunked(reply.Body.Span) : reply.Body.Span];
    }

    private static byte[] Chunked(ReadOnlySpan<byte> body)
    {
        var bytes = new List<byte>(body.Length + 64);
        for (; body.Length > 0; body = body[Math.Min(ChunkSize, body.Length)..])
        {
            var chunk = body[..Math.Min(ChunkSize, body.Length)];
            bytes.AddRange(Encoding.Latin1.GetBytes($"{chunk.Length:x};porthole=1\r\n"));
            bytes.AddRange(chunk);
            bytes.AddRange("\r\n"u8);
        }

        bytes.AddRange("0\r\n\r\n"u8);
        return [.. bytes];
    }

    private static Task Pause(TimeSpan delay, TimeProvider time, CancellationToken cancellationToken) =>
        delay > TimeSpan.Zero ? Task.Delay(delay, time, cancellationToken) : Task.CompletedTask;
}
