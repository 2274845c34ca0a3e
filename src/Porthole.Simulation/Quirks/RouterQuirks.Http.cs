namespace Porthole.Simulation;

/// <content>How HTTP replies are sent: framing, line ends, pace.</content>
public static partial class RouterQuirks
{
    /// <summary>Changes every HTTP reply.</summary>
    public static Quirk Http(Func<HttpReply, HttpReply?> change) => new() { ChangeHttp = (_, reply) => change(reply) };

    /// <summary>Changes the replies to requests that fit.</summary>
    public static Quirk Http(Func<HttpCall, bool> when, Func<HttpReply, HttpReply?> change) =>
        new() { ChangeHttp = (call, reply) => when(call) ? change(reply) : reply };

    /// <summary>Chunked always, with chunk extensions, even when HTTP/1.0 was asked for (BiPAC 7404VNOX).</summary>
    public static Quirk ChunkedReplies => Http(reply => reply with { Framing = HttpFraming.Chunked });

    /// <summary>No Content-Length; the end of the connection ends the body.</summary>
    public static Quirk NoContentLength => Http(reply => reply with { Framing = HttpFraming.UntilClose });

    /// <summary>No Content-Length and the connection is left open (Actiontec).</summary>
    public static Quirk NoContentLengthLeftOpen => Http(reply => reply with { Framing = HttpFraming.NeverEnding });

    /// <summary>A Content-Length that is wrong by so many bytes, either way.</summary>
    public static Quirk WrongContentLength(int error) => Http(reply => reply with { ContentLengthError = error });

    /// <summary>Header lines end with LF alone.</summary>
    public static Quirk HttpWithBareLineFeeds => Http(reply => reply with { LineEnd = "\n" });

    /// <summary>Header names in lower case and no blank behind the colon.</summary>
    public static Quirk LowerCaseHttpHeaders => Http(reply => reply with { LowerCaseNames = true, HeaderSeparator = ":" });

    /// <summary>Replies come a few bytes at a time.</summary>
    public static Quirk DrippedReplies(int bytes, TimeSpan pause) => Http(reply => reply with { PieceSize = bytes, PieceDelay = pause });

    /// <summary>The connection is reset after so many bytes of the reply.</summary>
    public static Quirk ResetAfter(int bytes) => Http(reply => reply with { ResetAfter = bytes });

    /// <summary>Thinks this long before one SOAP action is answered; deleting takes over 4 s on some routers (BiglyBT).</summary>
    public static Quirk SlowAction(string action, TimeSpan delay) =>
        Http(call => SoapCall.ReadHeader(call)?.Action == action, reply => reply with { Delay = delay });

    /// <summary>Every reply has the content type of a web page.</summary>
    public static Quirk ContentTypeHtml => Http(reply => reply.WithHeader("Content-Type", "text/html"));

    /// <summary>Sends these characters in place of every reply.</summary>
    public static Quirk RawReplies(string text) => Http(_ => HttpReply.RawText(text));

    /// <summary>A request must come in one TCP segment, head and body together, else it is a bad one (old Linksys).</summary>
    public static Quirk OneSegmentOnly => new() { AnswerHttp = call => call.Pieces > 1 ? HttpReply.Error(400, "Bad Request") : null };

    /// <summary>Request targets longer than this are refused (BT Voyager 210: 128).</summary>
    public static Quirk LongestTarget(int length) =>
        new() { AnswerHttp = call => call.Target.Length > length ? HttpReply.Error(414, "URI Too Long") : null };

    /// <summary>The Host header must name the router with its port (nicotine-plus/nicotine-plus#1566).</summary>
    public static Quirk HostMustNamePort =>
        new() { AnswerHttp = call => call.Header("Host")?.Contains(':') == true ? null : HttpReply.Error(400, "Bad Request") };
}
