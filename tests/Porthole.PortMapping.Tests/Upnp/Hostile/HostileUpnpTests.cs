using System.Diagnostics;
using System.Text;
using Porthole.PortMapping.Tests.Upnp.Fakes;
using Porthole.PortMapping.Upnp.Description;
using Porthole.PortMapping.Upnp.Eventing;
using Porthole.PortMapping.Upnp.Http;
using Porthole.PortMapping.Upnp.Mappings;
using Porthole.PortMapping.Upnp.Soap;
using Porthole.PortMapping.Upnp.Ssdp;

namespace Porthole.PortMapping.Tests.Upnp.Hostile;

/// <summary>
/// A seeded fuzzer: 700,000 messages that make sense are damaged in many ways and handed to everything that reads what
/// a router, or whoever passes for one, wrote. Nothing may throw, hang, or take more than 1 MiB for one input.
/// </summary>
public sealed class HostileUpnpTests
{
    private const int Seed = 20260301;
    private const long MostBytes = 1024 * 1024;

    // Thousands of times what an input takes; only a loop that is endless or quadratic comes near it.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private static readonly Uri Url = new("http://127.0.0.1:5000/rootDesc.xml");

    private static readonly byte[][] Packets = Bytes(
        FakeSsdp.Answer(Url, "BOOTID.UPNP.ORG: 7\r\n01-NLS: 7\r\nOPT: \"http://schemas.upnp.org/upnp/1/0/\"; ns=01\r\n"),
        FakeSsdp.Answer(Url, target: "upnp:rootdevice").Replace("LOCATION:", "AL:", StringComparison.Ordinal).Replace("\r\n", "\n", StringComparison.Ordinal),
        "NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nNT: upnp:rootdevice\r\nNTS: ssdp:update\r\nUSN: uuid:1::upnp:rootdevice\r\nBOOTID.UPNP.ORG: 7\r\nNEXTBOOTID.UPNP.ORG: 8\r\n\r\n",
        "NOTIFY * HTTP/1.1\r\nNT: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\nNTS: ssdp:byebye\r\nUSN: uuid:1\r\n\r\n");

    private static readonly byte[][] Replies = Bytes(
        "HTTP/1.1 200 OK\r\nServer: X\r\nContent-Length: 23\r\nSID: uuid:1\r\nTIMEOUT: Second-1800\r\n\r\n<root><a>1</a></root>\r\n",
        "HTTP/1.0 200 OK\nTransfer-Encoding: chunked\n\n6;ext=1\n<root>\n7\n</root>\n0\n\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302 Found\r\nLocation: /there\r\n\r\n",
        "<root></root>");

    private static readonly byte[][] Descriptions = Bytes(
        Samples.Description("urn:schemas-upnp-org:service:WANIPConnection:1", urlBase: "<URLBase>http://127.0.0.1:5000</URLBase>"),
        "<root><device><service><serviceType>urn:dslforum-org:service:WANPPPConnection:1</serviceType><controlURL>ctl?a=1&b</controlURL></service></device></root>",
        "<scpd><actionList><action><name>AddPortMapping</name><argumentList><argument><name>NewProtocol</name><direction>in</direction></argument></argumentList></action></actionList></scpd>");

    private static readonly byte[][] Answers = Bytes(
        "<?xml version=\"1.0\"?><s:Envelope><s:Body><u:R><NewExternalPort>80</NewExternalPort><NewProtocol>TCP</NewProtocol><NewInternalPort>80</NewInternalPort>" +
        "<NewInternalClient>192.168.1.2</NewInternalClient><NewEnabled>1</NewEnabled><NewPortMappingDescription>a &lt; b</NewPortMappingDescription><NewLeaseDuration>60</NewLeaseDuration></u:R></s:Body></s:Envelope>",
        "<s:Envelope><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail><UPnPError><errorCode>718</errorCode><errorDescription>Conflict</errorDescription></UPnPError></detail></s:Fault></s:Body></s:Envelope>",
        "<s:Envelope><s:Body><u:R><NewPortListing>&lt;p:PortMappingList&gt;&lt;p:PortMappingEntry&gt;&lt;p:NewExternalPort&gt;80&lt;/p:NewExternalPort&gt;&lt;p:NewProtocol&gt;TCP&lt;/p:NewProtocol&gt;" +
        "&lt;p:NewInternalPort&gt;80&lt;/p:NewInternalPort&gt;&lt;/p:PortMappingEntry&gt;&lt;/p:PortMappingList&gt;</NewPortListing></u:R></s:Body></s:Envelope>",
        "<html><body>Log in</body></html>");

    private static readonly byte[][] Events = Bytes(
        "NOTIFY /path HTTP/1.1\r\nNT: upnp:event\r\nNTS: upnp:propchange\r\nSID: uuid:1\r\nSEQ: 0\r\nContent-Length: 60\r\n\r\n<e:propertyset><e:property><ExternalIPAddress>198.51.100.7</ExternalIPAddress></e:property></e:propertyset>",
        "NOTIFY /path HTTP/1.0\n\n<propertyset><property><PortMappingNumberOfEntries>3</PortMappingNumberOfEntries><ConnectionStatus>Connected</ConnectionStatus></property></propertyset>");

    [Fact]
    public void Ssdp_DamagedPackets_AreRead()
    {
        var boots = new BootNumbers();
        Fuzz(Packets, 200_000, (packet, _) =>
        {
            if (SsdpMessage.Parse(packet) is { } message)
            {
                boots.FindRestart(message);
                Uri.TryCreate(message.Location, UriKind.Absolute, out var url);
                (url is null || !FakeIgd.Pin.Allows(url) || url.Host == "127.0.0.1").ShouldBeTrue();
            }
        });
    }

    [Fact]
    public void Http_DamagedReplies_AreRead() => Fuzz(Replies, 150_000, (reply, random) => Feed(reply, HttpExpectation.Reply, random));

    [Fact]
    public void Description_DamagedDocuments_AreRead() => Fuzz(Descriptions, 100_000, (document, _) =>
    {
        foreach (var service in DescriptionParser.Parse(document, Url, FakeIgd.Pin, "")?.Connections ?? [])
        {
            service.ControlUrls.All(url => url.Host == "127.0.0.1").ShouldBeTrue();
        }

        ArgumentOrder.Parse(document, "AddPortMapping");
    });

    [Fact]
    public void Soap_DamagedAnswers_AreRead() => Fuzz(Answers, 150_000, (answer, _) =>
    {
        var reply = SoapReplyParser.Parse(answer, 200, "Act");
        UpnpError.ToRefusal(reply);
        EntryParser.Parse(name => reply[name]);
        PortListing.Parse(reply.Listing.Span);
    });

    [Fact]
    public void Events_DamagedMessages_AreRead() => Fuzz(Events, 100_000, (message, random) =>
        EventProperties.Parse((Feed(message, HttpExpectation.Request, random)?.Body ?? message).Span));

    public static TheoryData<string, string> Largest => new()
    {
        { "tags", "<a>" },
        { "empty tags", "<a/>" },
        { "leaves", "<service><serviceType>urn:x:service:WANIPConnection:1</serviceType><controlURL>/c</controlURL></service>" },
        { "quotes that never close", "<a b=\"" },
        { "less-than signs", "<" },
        { "comments that never close", "<!--" },
        { "end tags", "</a>" },
        { "references", "<a>&#x41;&amp;&lt;</a>" },
        { "values", "<v>1</v>" },
        { "listings", "<NewPortListing>&lt;PortMappingEntry&gt;</NewPortListing>" },
        { "listing", "&lt;PortMappingEntry&gt;&lt;NewExternalPort&gt;1&lt;/NewExternalPort&gt;&lt;/PortMappingEntry&gt;" },
        { "header lines", "a: b\r\n" },
        { "line ends", "\n" },
        { "colons", ":" },
        { "chunks", "1\r\na\r\n" },
        { "NULs", "\0" },
    };

    [Theory]
    [MemberData(nameof(Largest))]
    public void Everything_LargestBodyOfOnePattern_StaysWithinItsBounds(string pattern, string unit)
    {
        string[] starts = ["", "<root>", "<root><NewPortListing>", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"];
        foreach (var start in starts)
        {
            var body = Encoding.ASCII.GetBytes(start + string.Concat(Enumerable.Repeat(unit, (HttpMessageBuffer.LargestBody - start.Length) / unit.Length)));
            void Check(string what, Action read) => Measure(read, () => $"{what} of {pattern} behind '{start}'");

            Check("SSDP", () => SsdpMessage.Parse(body));
            Check("description", () => DescriptionParser.Parse(body, Url, FakeIgd.Pin, ""));
            Check("SCPD", () => ArgumentOrder.Parse(body, "AddPortMapping"));
            Check("SOAP", () => SoapReplyParser.Parse(body, 200, "Act"));
            Check("listing", () => PortListing.Parse(SoapReplyParser.Parse(body, 200, "Act").Listing.Span));
            Check("event", () => EventProperties.Parse(body));
            Check("HTTP", () => Feed(body, HttpExpectation.Reply, new Random(Seed)));
        }
    }

    /// <summary>Feeds a message in pieces of random size, as a socket would.</summary>
    private static HttpMessage? Feed(byte[] bytes, HttpExpectation expectation, Random random)
    {
        var buffer = new HttpMessageBuffer(expectation);
        var progress = MessageProgress.NeedsMore;
        for (var at = 0; at < bytes.Length && progress is MessageProgress.NeedsMore or MessageProgress.MayEnd or MessageProgress.LengthReached;)
        {
            var free = buffer.Free.Span;
            var count = Math.Min(Math.Min(free.Length, bytes.Length - at), random.Next(1, 2000));
            bytes.AsSpan(at, count).CopyTo(free);
            progress = buffer.Advance(count);
            at += count;
        }

        return buffer.Take();
    }

    private static void Fuzz(byte[][] samples, int inputs, Action<byte[], Random> read)
    {
        var mutator = new TextMutator(Seed);
        for (var i = 0; i < inputs; i++)
        {
            var input = mutator.Damage(samples);
            Measure(() => read(input, mutator.Random), () => $"input {i}: {Convert.ToBase64String(input)}");
        }
    }

    private static void Measure(Action read, Func<string> name)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        try
        {
            read();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(name(), e);
        }

        if (Stopwatch.GetElapsedTime(start) > Longest)
        {
            // The machine may have been busy elsewhere; the input is slow only if it is so again.
            start = Stopwatch.GetTimestamp();
            read();
            Stopwatch.GetElapsedTime(start).ShouldBeLessThan(Longest, name());
        }
        else if (GC.GetAllocatedBytesForCurrentThread() - before is > MostBytes and var allocated)
        {
            throw new InvalidOperationException($"{allocated} bytes for {name()}");
        }
    }

    private static byte[][] Bytes(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
