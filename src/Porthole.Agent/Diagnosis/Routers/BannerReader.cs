using System.Text.RegularExpressions;

namespace Porthole.Agent.Diagnosis.Routers;

/// <summary>Asks a router's web page what it is: one GET without a name or password, of the gateway and nobody else.</summary>
internal static partial class BannerReader
{
    /// <summary>A router on the LAN answers within milliseconds; a tired one within seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The title stands in the first lines of a page.</summary>
    private const int MostBytes = 16 * 1024;

    /// <summary>Longer names than this are no names.</summary>
    private const int MostLetters = 200;

    /// <summary>Server, realm and title of the page; empty when there is none.</summary>
    public static async Task<string> ReadAsync(Uri page, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);

        // No redirect is followed: it may lead anywhere. No proxy: the router is on this LAN.
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, MaxResponseHeadersLength = MostBytes / 1024 });
        try
        {
            using var answer = await http.GetAsync(page, HttpCompletionOption.ResponseHeadersRead, either.Token);
            await using var body = await answer.Content.ReadAsStreamAsync(either.Token);
            var start = new byte[MostBytes];
            var length = await body.ReadAtLeastAsync(start, MostBytes, throwOnEndOfStream: false, either.Token);
            return Words(answer.Headers.Server.ToString(), answer.Headers.WwwAuthenticate.ToString(), System.Text.Encoding.UTF8.GetString(start, 0, length));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return "";
        }
    }

    /// <summary>The words that can name a router.</summary>
    public static string Words(string server, string challenge, string page)
    {
        var title = Title().Match(page) is { Success: true } found ? System.Net.WebUtility.HtmlDecode(found.Groups["text"].Value) : "";
        var realm = Realm().Match(challenge) is { Success: true } named ? named.Groups["text"].Value : "";
        var words = string.Join(" ", new[] { server, realm, title }.Select(Plain).Where(text => text.Length > 0));
        return words.Length > MostLetters ? words[..MostLetters] : words;
    }

    // What a router sends ends in the log and on a terminal.
    private static string Plain(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();

    [GeneratedRegex("<title[^>]{0,100}>(?<text>[^<]{0,200})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Title();

    [GeneratedRegex("realm=\"(?<text>[^\"]{0,200})\"", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Realm();
}
