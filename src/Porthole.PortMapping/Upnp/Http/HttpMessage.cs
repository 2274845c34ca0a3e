namespace Porthole.PortMapping.Upnp.Http;

/// <summary>What a router sent: a reply, or a request of its own.</summary>
internal sealed record HttpMessage(HttpHead Head, ReadOnlyMemory<byte> Body)
{
    public int Status => Head.Status;

    public bool IsSuccess => Status is >= 200 and < 300;
}
