"""The 1,024 words in which fingerprints are read aloud: plain Indonesian, no two alike in their first four letters.

The order is part of the definition in docs/seal.md: a word's place is its ten bits. It never changes.
"""

_TEXT = """
abadi abjad acara adik adil aduk agama agung ahli ajaib ajak akar akhir akrab aktif akur alam alas alir alis aman
ambil amplop anak ancang andal anggur angin angka anjur antar antik anyam apel apung arah arang arus asah asam asin
asli asrama atap atas atlet atur awal awan ayah ayam ayun azan baca badak bagan bagus bahan bahu baik baja baju bakau
bakso bakti bakul balai balik balok bambu bandar bangau banjar bantal bapak barat baris basah basuh batang batik bawah
bayam bayi bazar bebas bebek beda bedug bekal beku bela belok benang benih beras berita berkas bersih besar besok
betah betis beton biasa biawak biaya bibir bicara bidak bijak bijih bilang bilik bina biola biru bisik bobot bola
bolpen bonus borong botol buah buaya bubuk budaya bukit bukti bulan bulu bumbu bumi bunga bunyi buruh busana busur
butir butuh cabai cacah cahaya cair cakap cakram campur candi cantik capai cara cari catat catur cekung celah cepat
cerah cerdas cerita cermat cetak cicak cincin cinta cipta ciri cita coba contoh corak cuaca cubit cuci cucu cukup cumi
curah dada dadu daftar dagang daging dahan dahulu daki dalam damai dampak danau dandan dapat dapur darat dasar dasi
datang daun daya dayung debat debu dekat delima denah denda dengar depan desa detik dewan didik dinas dingin diri
dokar dokter domba dompet dorong duduk duga dukung dunia durian duta duyung edar ejaan ekor elang elok emas ember
embun empat empuk enak enam encer endap energi engsel erat esok etika fajar fakta famili fasih fokus formal fosil foto
fungsi gabah gabung gading gagah gajah galah gambar gandum ganjil ganti garam garis garpu gasing gawang gayung gedung
gelang gempa genap gerak gereja getah giat gigi gilir girang gitar goreng gosok gotong gubuk guci gudang gulung gumpal
guntur gunung gurih gusi hadap hadiah hafal hakim halal halus hampar handuk hangat hanya harap harga harta hasil
hasrat hati hebat hemat hening hewan hibur hidang hidup hijau hikmah hilir himpun hisap hitam hitung hobi hormat hotel
hubung hujan hukum hulu hunian huruf hutan ibarat idaman ijazah ikan iklan iklim ikut ilham ilmu imbang impian inap
indah induk ingat ingin inti irama iring istana izin jadi jagung jahit jajan jalur jambu jamin jamur janji jantan
jarak jarum jasa jati jauh jawab jaya jejak jelas jemput jemur jenaka jenis jerami jernih jeruk jilid jinak jingga
jodoh joget juang jubah judul jujur julang jumlah jumpa jurang jurus justru juta kabar kabel kabut kaca kader kagum
kaisar kakak kaktus kaldu kaleng kalung kamar kamera kamus kanan kancil kantin kapal kapur karang karet karib kasih
kasur katun kawan kayu kebaya kebun kecap kecil kedai kejar kelapa kelola kemah kemeja kemudi kenal kendi kental
kepala kereta kering kerja kesan ketan ketik ketua kicau kijang kilat kirim kisah kita klinik koin koki kolam komodo
kompas koper koran kotak kuala kubah kubis kubus kucing kuda kuil kukuh kulit kumpul kunang kunci kuning kupas kurma
kursi kurus kutip labu lacak lada lagu lahan lahir laju lakon lalu lambai lampau lancar landai langit lapang lapis
lapor laras larik latih laut lawan layak lebah lega lekas lele lemari lemon lempar lengan lereng lesung letak lezat
lidah lihat lilin limpah lincah lintas lipat lirik liter logam lokal lolos lomba loncat loteng luang lubang lucu lugas
lukis lulus lumba lumpur lumut lunas lupa lurah lurus lusa lutut luwes maaf macan madu magang mahir main makna maksud
malam mampir mancur mandi mangga mapan marga martil masjid masker masuk mata mawar medan meja mekar melati melodi
memang menang mentah merah merek meriah mesin mesra meter mewah mikro milik mimpi minat minggu minum mirip misal mitra
mobil modal model mohon moral motor muara mudik mujur mukena mulai mulia muncul mungil murah murid murni musang museum
musim mutu nada nafas naik nalar nampan nanas nangka nanti naskah nenek niaga nikmat nilai nipah nira normal nuansa
nuri nyala nyaman nyanyi nyiur obat objek obor obrol ojek olah oleh ombak ompong ondel ongkos opor optik orang orbit
organ otak otot oven pacu pada pagar paham pajak paket paksi paling paman pandai panen pangan papan parang parkir
partai pasak pasir pasti patah patok patri payung pecah peduli pegang pekan pelan pelita pemuda pencak pendek pensil
perahu perban pergi pesan pesta peta piagam pijar pikir piknik pikul pilar pilih pindah pinjam pintar pipa piring
pisang pita pohon pokok polisi pondok poros potong potret praja produk prosa puas pucuk pudar puisi pukat pukul pulang
pulih puncak pupuk puri pusat putar putih putra puyuh rabu racik radio raga raih rajin rajut rakit rakyat ramah rambut
randu rangka ransel rapat rasa rata raut rawa raya rebana rebung redup regu rekam relief remaja rempah renang rendah
renung resep resik resmi rezeki riang ribu rimba rinci ringan rintis robot roda roket rombak rompi rongga rotan ruang
rujak rukun rumah rumbai rumit rupiah rusuk rute saat sabana sabit sabtu sadar sagu saham saing sajak saksi sakti
salak salep saling sambal sanak sandal santai sapa sarang saring sarung sastra satria sawah sayang sayur sebab sedap
sedia segar segel sehat sejuk sekutu selada semai sembuh semua senam senja senter sepak sepeda serabi serbet serta
setia siaga siang sibuk sidang sidik sifat sigap sikap silang simak simbol simpan sinar singa sinyal sirih sirkus
sirup siswa sopan soto suaka suara subuh suci sudut suhu sukma sulam suling suluh sumber sumpah sumur sungai sunyi
supir surat surya susu sutra syair syarat syukur taat tabah tabir tabung tadi tafsir tahan tajam takar taksi talas
taman tambah tampil tanah tanda tangan tapak tari tata tawar tebal tebing teduh tegak teguh tekad teknik teliti teluk
tempat tenaga tengah tentu tepat tepuk terang terima terjun tiang tiba tidur tikar tiket tikus timba timur tinggi
tinta tiram titik toko tolong tomat tombak tong topan toples tuah tugas tujuh tukang tulang tulis tulus tumbuh tumis
tunai tunda tunjuk tupai turis turun tutup ubah ucap udang udara ufuk ujung ukir ukur ulang ulet ulung umpama umum
undang unggas unik untai untuk upaya urai urus usaha usia usul utama utara utuh vanili video vila violet visi vokal
wadah waduk wahana wahyu wajah wajib waktu walet wangi wanita warga waris warna wasit watak wayang wibawa widuri
wijaya wijen wisata wisma wisuda wortel wujud yakin yoga zaitun zakat zaman zamrud zebra ziarah zona
"""
WORDS = tuple(_TEXT.split())
