using System.Net.Http.Headers;
using System.Text;

namespace Porthole.Agent.Devices.Discovery.Looking;

/// <summary>Asks cameras over HTTP: never with a password, never through a proxy, never where a redirect leads, and with a bound on everything.</summary>
internal sealed class HttpAsker : IDisposable
{
    /// <summary>The largest answers, GetServices with capabilities, are some 20 KiB.</summary>
    private const int LargestAnswer = 128 * 1024;

    private const int LargestHeadersKilobytes = 16;

    /// <summary>A camera's processor is slow; what takes longer than this is not worth the search's time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = Patience,
        MaxResponseHeadersLength = LargestHeadersKilobytes,
    })
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = LargestAnswer,
    };

    /// <summary>Posts a SOAP 1.2 body; the answer, whatever its status, or null when there is none.</summary>
    public Task<byte[]?> PostSoapAsync(Uri url, string body, CancellationToken cancellationToken)
    {
        var envelope = $"<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>{body}</s:Body></s:Envelope>";
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(envelope));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/soap+xml", "utf-8");
        return AskAsync(new HttpRequestMessage(HttpMethod.Post, url) { Content = content }, cancellationToken);
    }

    /// <summary>Gets a document; null when there is none.</summary>
    public Task<byte[]?> GetAsync(Uri url, CancellationToken cancellationToken) => AskAsync(new HttpRequestMessage(HttpMethod.Get, url), cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<byte[]?> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            // Small servers close after each answer and some get a second request on the connection wrong.
            request.Headers.ConnectionClose = true;
            try
            {
                using var answer = await _http.SendAsync(request, cancellationToken);
                return await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or InvalidOperationException)
            {
                // No answer, one that is no HTTP, or one too large; a content type that no parser takes is an InvalidOperationException.
                return null;
            }
        }
    }
}
