using System.Net.NetworkInformation;
using Porthole.PortMapping;

namespace Porthole.Agent.Diagnosis.Routers;

/// <summary>Which family a router is of: by what it calls itself over UPnP, else by its MAC address, else by its web page.</summary>
internal static class RouterGuess
{
    /// <summary>The menus of the router; null when it is not known.</summary>
    /// <param name="identity">What it calls itself over UPnP; null when it does not.</param>
    /// <param name="mac">Its MAC address; null when not known.</param>
    /// <param name="banner">What its web page says of it: server, realm, title; null or empty when not known.</param>
    public static RouterMenu? For(RouterIdentity? identity, PhysicalAddress? mac, string? banner)
    {
        // The program behind UPnP is left out: "MiniUPnPd" runs on a hundred brands, and its host system names none.
        var named = identity is null ? null : ByWords($"{identity.Manufacturer} {identity.ModelName} {identity.ModelNumber} {identity.FriendlyName}");
        return named
            ?? ByWords(banner)
            ?? (RouterOuis.KeyOf(mac) is { } key ? RouterMenus.All.First(menu => menu.Key == key) : null);
    }

    private static RouterMenu? ByWords(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : RouterMenus.All.FirstOrDefault(menu => menu.Words.Any(word => HasWord(text, word)));

    // Whole words: "sky" must not be found in "Skyworth", nor "bt" in "subtle".
    private static bool HasWord(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]))) return true;
        }

        return false;
    }
}
